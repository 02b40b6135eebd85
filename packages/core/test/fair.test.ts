/** No connection keeps the others waiting, whether it sends much at once or reads slowly. */
import { expect, test } from 'vitest';
import { type Clock, Connection, connect, prepare, type ServeOptions, serve } from '../src/index.js';
import { lines } from './kit/lines.js';
import { failureOf, world } from './kit/world.js';

/** A server of lines whose handler takes a millisecond for each, and the lines that it has handled. */
async function servedSlowly(options: ServeOptions<string, string> = {}) {
  const network = world();
  const endpoint = network.endpoint('server');
  const handled: string[] = [];
  const clock: Clock = {
    now: () => endpoint.clock.now() + handled.length,
    setTimer: (...timer) => endpoint.clock.setTimer(...timer),
    clearTimer: (timer) => endpoint.clock.clearTimer(timer),
  };
  const handler = (line: string) => {
    handled.push(line);
    return line;
  };
  await serve(
    lines(),
    handler,
    { clock, listen: (...how) => endpoint.listen(...how), connect: (...how) => endpoint.connect(...how) },
    options,
  );
  return { network, handled };
}

test('a connection with much to do lets others have their turn, and loses nothing', async () => {
  const { network, handled } = await servedSlowly();
  const busy = await connect(lines(), network.endpoint('server'));
  const other = await connect(lines(), network.endpoint('server'));
  const asked = Array.from({ length: 1000 }, (_, i) => `busy ${i}`);
  const replies = Promise.all(asked.map((line) => busy.request(line)));
  const reply = other.request('other');
  await network.advanceBy(1_000);
  expect(await replies).toEqual(asked);
  expect(await reply).toBe('other');
  expect(handled.filter((line) => line !== 'other')).toEqual(asked);
  expect(handled.indexOf('other')).toBeLessThan(100);
});

const blocked = () => {
  const connection = new Connection(prepare(lines(), 'server', { timeouts: { write: 1_000 } }), 0);
  connection.send('much', 0);
  connection.pollTransmit();
  connection.transmitted(false, 0, 100);
  return connection;
};

test('output that is taken slowly is taken: `write` is without progress', () => {
  const connection = blocked();
  for (let now = 1_000, pending = 90; pending > 0; now += 1_000, pending -= 10) {
    connection.handleTimeout(now, false, pending);
    expect(connection.failure).toBeUndefined();
  }
});

test('output of which nothing more is taken is given up after `write`', () => {
  const connection = blocked();
  connection.handleTimeout(1_000, false, 90);
  expect(connection.failure).toBeUndefined();
  connection.handleTimeout(2_000, false, 90);
  expect(connection.failure?.code).toBe('timeout-write');
});

test('a transport that does not know what it has got rid of has the time-out as a whole', () => {
  const connection = blocked();
  connection.handleTimeout(1_000);
  expect(connection.failure?.code).toBe('timeout-write');
});

test('a message is stopped where it gets longer than the output may be, not when all of it is there', async () => {
  const network = world();
  let written = 0;
  const endless = lines({
    encode: (_, out) => {
      for (; written < 1e6; written++) out.text('x'.repeat(1_000));
    },
  });
  await serve(lines(), (line) => line, network.endpoint('server'));
  const client = await connect(endless, network.endpoint('server'), { limits: { queuedOutput: 100_000 } });
  expect(await failureOf(client.request('x'))).toMatchObject({ code: 'limit-queued-output' });
  expect(written).toBe(100);
});

test('a connection that waits for its next turn is not read meanwhile', async () => {
  const errors: unknown[] = [];
  const { network } = await servedSlowly({
    limits: { bufferedBytes: 1_000 },
    onError: (error) => void errors.push(error),
  });
  const client = await connect(lines(), network.endpoint('server'));
  const asked = Array.from({ length: 2_000 }, (_, i) => `${i} ${'x'.repeat(50)}`);
  const replies = Promise.all(asked.map((line) => client.request(line)));
  await network.advanceBy(10_000);
  expect(await replies).toEqual(asked);
  expect(errors).toEqual([]);
});
