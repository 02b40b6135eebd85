/** The write half: back-pressure, refusals, finishing in order. */
import { describe, expect, test } from 'vitest';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';

const client = (limits = {}) => new Harness(lines(), { role: 'client', limits });
const thrown = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('back-pressure', () => {
  test('send says when there is room no more, and writable when there is again', () => {
    const harness = client({ bufferedOutput: 10 });
    expect(harness.connection.send('1234', 0)).toBe(true);
    expect(harness.connection.send('67890', 0)).toBe(false);
    harness.run();
    expect(harness.types).toEqual(['writable']);
  });

  test('a transport that asks to wait is not written to, and leaves no room', () => {
    const harness = client();
    harness.ready = false;
    harness.send('one');
    expect(harness.states[1]).toBe('blocked');
    expect(harness.send('two')).toBe(false);
    expect([harness.writes, harness.output.toString()]).toEqual([1, 'one\n']);
    harness.drained();
    expect([harness.writes, harness.output.toString(), harness.types]).toEqual([2, 'one\ntwo\n', ['writable']]);
    expect(harness.states[1]).toBe('idle');
  });

  test('writable is told once, and only to who was refused', () => {
    const harness = client();
    harness.ready = false;
    harness.send('one');
    harness.drained();
    expect(harness.types).toEqual([]);
    harness.ready = false;
    harness.send('two');
    harness.send('three');
    harness.send('four');
    harness.drained();
    expect(harness.types).toEqual(['writable']);
  });

  test('writable is not told to who has finished', () => {
    const harness = client();
    harness.ready = false;
    harness.send('one');
    harness.send('two');
    harness.finish().drained();
    expect(harness.types).toEqual([]);
  });

  test('messages that are sent together leave in one write', () => {
    const harness = client();
    for (let i = 0; i < 100; i++) harness.connection.send(`message ${i}`, 0);
    harness.run();
    expect(harness.writes).toBe(1);
  });
});

describe('a message that is refused', () => {
  test('by the encoder leaves nothing behind, and the connection goes on', () => {
    const harness = client();
    harness.connection.send('one', 0);
    const error = thrown(() => harness.connection.send('unencodable', 0));
    expect(error).toMatchObject({
      blame: 'local',
      code: 'encode-failed',
      cause: new RangeError('it cannot be written'),
    });
    harness.connection.send('two', 0);
    harness.run();
    expect(harness.output.toString()).toBe('one\ntwo\n');
    expect(harness.connection.offsetOf('write')).toBe(8);
    expect(harness.types).toEqual([]);
  });

  test('by the limit queuedOutput names it and its value, and leaves nothing behind', () => {
    const harness = client({ queuedOutput: 10, bufferedOutput: 5 });
    harness.connection.send('12345', 0);
    const error = thrown(() => harness.connection.send('1234', 0));
    expect(error).toMatchObject({ blame: 'local', code: 'limit-queued-output' });
    expect((error as Error).message).toMatch(/11 bytes; limit queuedOutput is 10/);
    expect(harness.connection.send('123', 0)).toBe(false);
    harness.run();
    expect(harness.output.toString()).toBe('12345\n123\n');
  });

  const late: [string, (harness: Harness<string, string>) => void][] = [
    ['finish', (harness) => harness.finish()],
    ['abort', (harness) => harness.abort()],
    ['the end of the connection', (harness) => harness.eof()],
    ['a reset', (harness) => harness.error()],
  ];
  for (const [what, happen] of late) {
    test(`after ${what} is not sent`, () => {
      const harness = client();
      happen(harness);
      expect(harness.connection.sending).toBe(false);
      expect(thrown(() => harness.connection.send('late', 0))).toMatchObject({ blame: 'local', code: 'not-sending' });
    });
  }
});

describe('finishing', () => {
  test('sends what is queued and then the end', () => {
    const harness = client();
    harness.connection.send('one', 0);
    harness.finish();
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['one\n', 'end']);
  });

  test('twice is as good as once', () => {
    const harness = client();
    harness.finish();
    harness.outputEnd = undefined;
    harness.finish();
    expect(harness.outputEnd).toBeUndefined();
  });
});

describe('aborting', () => {
  test('sends a reset instead of what is queued, and gives the reason', () => {
    const harness = client();
    harness.connection.send('one', 0);
    harness.abort('enough');
    expect([harness.output.length, harness.outputEnd]).toEqual([0, 'reset']);
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'aborted' });
    expect(harness.connection.failure?.cause).toBe('enough');
    expect(harness.types).toEqual(['failed', 'closed']);
    expect(harness.connection.pollTransmit()).toBeUndefined();
  });

  test('drops what has arrived', () => {
    const harness = client();
    harness.connection.receiveData(Buffer.from('one\n'), 0);
    harness.abort();
    expect(harness.messages).toEqual([]);
  });
});

test('what several connections write in turn, each in parts, reaches whom it is for', () => {
  const all = ['a', 'b', 'c', 'd'].map((name) => ({ name, harness: client() }));
  for (const round of all.keys()) {
    // One more in each round, and first.
    for (const { name, harness } of all.slice(0, round + 1).reverse()) harness.connection.send(`${name}${round}`, 0);
    for (const { harness } of all) harness.run();
  }
  expect(all.map(({ harness }) => harness.output.toString().split('\n').filter(Boolean))).toEqual([
    ['a0', 'a1', 'a2', 'a3'],
    ['b1', 'b2', 'b3'],
    ['c2', 'c3'],
    ['d3'],
  ]);
});
