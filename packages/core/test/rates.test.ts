/** A remote that is slower than it may be, sending or reading; and one that is not to blame for it. */
import { describe, expect, test } from 'vitest';
import { Connection, connect, prepare, serve } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { world } from './kit/world.js';

const rates = { receive: 100, write: 100, grace: 5_000 };
const timeouts = { header: Number.POSITIVE_INFINITY };

describe('receive', () => {
  const open = (more = {}) => new Harness(lines(), { answer: (line) => line, rates, timeouts, ...more });
  const trickle = (harness: Harness<string, string>, bytes: number, every: number) => {
    for (let i = 0; i < bytes && harness.failure === undefined; i++) harness.receive('x').advance(every);
    return harness;
  };

  test('ends a frame of which every byte comes in time and all of them too slowly', () => {
    const harness = trickle(open(), 1_000, 500);
    expect(harness.failure).toMatchObject({ code: 'timeout-receive-rate', blame: 'timeout', half: 'read' });
    // 5 s of grace, and 10 ms for each byte.
    expect(harness.now).toBe(5_500);
    expect(harness.connection.failure?.message).toMatch(/less than 100 bytes per second \(rates\.receive\)/);
  });

  test('lets be who is fast enough, however long it takes', () => {
    const harness = trickle(open(), 20_000, 10).receive('\n');
    expect(harness.messages).toHaveLength(1);
  });

  test('counts what came early for what comes late', () => {
    const harness = open().receive('x'.repeat(1_000)).advance(14_999);
    expect(harness.failure).toBeUndefined();
    expect(harness.advance(1).failure).toMatchObject({ code: 'timeout-receive-rate' });
  });

  test('says nothing of the time between messages', () => {
    const harness = open();
    for (let i = 0; i < 10; i++) harness.advance(50_000).receive('one\n');
    expect(harness.messages).toHaveLength(10);
  });

  test('gives each frame its own time, also where its beginning comes with the end of the one before', () => {
    const harness = open().receive('o');
    for (let i = 0; i < 20; i++) harness.advance(4_000).receive('ne\no');
    expect(harness.messages).toHaveLength(20);
  });

  test('does not count the time in which this side does not read', () => {
    const harness = open().receive('half a li');
    harness.connection.hold();
    harness.advance(29_000);
    harness.connection.handleTimeout(harness.now);
    harness.connection.release();
    harness.run();
    harness.advance(5_089);
    expect(harness.failure).toBeUndefined();
    expect(harness.advance(1).failure).toMatchObject({ code: 'timeout-receive-rate' });
  });

  test('is off unless it is asked for', () => {
    const harness = trickle(open({ rates: {} }), 3_000, 29_000).receive('\n');
    expect(harness.messages).toHaveLength(1);
  });
});

describe('write', () => {
  const blocked = (pendingBytes?: number) => {
    const connection = new Connection(prepare(lines(), 'server', { rates }), 0);
    connection.send('x'.repeat(9_999), 0);
    connection.pollTransmit();
    connection.transmitted(false, 0, pendingBytes);
    return connection;
  };

  test('ends who takes a little now and then', () => {
    const connection = blocked(10_000);
    for (let now = 1_000; connection.failure === undefined; now += 1_000) {
      connection.handleTimeout(now, false, 10_000 - now / 50);
      expect(now).toBeLessThan(8_000);
    }
    expect(connection.failure).toMatchObject({ code: 'timeout-write-rate', blame: 'timeout', half: 'write' });
  });

  test('lets be who takes enough', () => {
    const connection = blocked(10_000);
    for (let now = 1_000; now < 90_000; now += 1_000) connection.handleTimeout(now, false, 10_000 - now / 10);
    expect(connection.failure).toBeUndefined();
  });

  test('is for the time-out `write` alone, where the transport does not know what has gone', () => {
    const connection = blocked();
    connection.handleTimeout(29_999);
    expect(connection.failure).toBeUndefined();
    connection.handleTimeout(30_000);
    expect(connection.failure).toMatchObject({ code: 'timeout-write' });
  });

  test('ends a reader of a simulated network that opens its window by drops', async () => {
    const network = world({ receiveBuffer: 1_000 });
    const errors: string[] = [];
    await serve(lines(), () => 'x'.repeat(200_000), network.endpoint('server'), {
      rates: { write: 1_000, grace: 5_000 },
      onError: ({ code }) => void errors.push(code),
    });
    const slow = await network.endpoint('server').connect();
    slow.start({ data: () => slow.pause(), end() {}, drain() {}, error() {}, close() {} });
    slow.write([Buffer.from('go\n')]);
    // A thousand bytes every four seconds: `write` sees progress each time.
    for (let i = 0; i < 5; i++) {
      await network.advanceBy(4_000);
      slow.resume();
    }
    expect(errors).toEqual(['timeout-write-rate']);
    const fast = await connect(lines(), network.endpoint('server'), { limits: { headerBytes: 1e6 } });
    expect(await fast.request('go')).toHaveLength(200_000);
  });
});

test.each([
  [{ receive: -1 }, /rates\.receive must be a number from 0, and not Infinity, not -1/],
  [{ grace: Number.NaN }, /rates\.grace/],
  [{ recieve: 1 }, /rates has no 'recieve'\. Write 'receive'/],
])('a rate out of range is refused: %o', (wrong, saying) => {
  expect(() => prepare(lines(), 'server', { rates: wrong as never })).toThrow(saying);
});
