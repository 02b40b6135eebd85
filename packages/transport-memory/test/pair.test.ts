import { describe, expect, test } from 'vitest';
import { type PairOptions, socketPair } from '../src/index.js';
import { sample } from './support/bytes.js';
import { recorder } from './support/recorder.js';

function stepped(options: PairOptions = {}) {
  const pair = socketPair({ run: 'stepped', ...options });
  return { ...pair, idle: () => pair.simulation.runUntilIdle() };
}

describe('water marks', () => {
  const marks = { receiveBuffer: 10, highWater: 8, lowWater: 3 };

  test('write, says wait from the high-water mark on, counting what the window leaves behind', () => {
    const { client } = stepped(marks);
    expect(client.write([sample(10)])).toBe(true);
    expect(client.write([sample(7)])).toBe(true);
    expect(client.write([sample(1)])).toBe(false);
    expect(client.write([])).toBe(false);
  });

  test.each([
    [6, []],
    [7, ['drain']],
  ])('of ten bytes that wait, when %i more were read, drain at 3 is told: %j', async (reads, expected) => {
    const { client, server, idle } = stepped(marks);
    const mine = recorder();
    const theirs = recorder();
    client.start(mine);
    for (let i = 0; i < 20; i++) client.write([sample(1)]);
    server.start({
      ...theirs,
      data: (chunk) => {
        theirs.data(chunk);
        if (theirs.chunks.length === reads) server.pause();
      },
    });
    await idle();
    expect(theirs.chunks).toHaveLength(reads);
    expect(mine.told).toEqual(expected);
    server.resume();
    await idle();
    expect(mine.told).toEqual(['drain']);
    expect(theirs.chunks).toHaveLength(20);
  });

  test('a window, is never exceeded by what is on the way', async () => {
    const { client, server, idle } = stepped({ receiveBuffer: 10, latency: 5 });
    const theirs = recorder();
    server.start(theirs);
    server.pause();
    for (const size of [4, 4, 4, 30]) client.write([sample(size)]);
    await idle();
    client.reset();
    server.resume();
    await idle();
    // What had arrived is read before the reset does; the third write would not have fitted whole, and had not left.
    expect(theirs.told).toEqual(['data 4', 'data 4', 'error read ECONNRESET', 'close']);
  });
});

test('one write arrives as one chunk, in however many pieces of memory it was given', async () => {
  const { client, server, idle } = stepped();
  const theirs = recorder();
  server.start(theirs);
  client.write([sample(4), sample(5)]);
  client.write([sample(6)]);
  await idle();
  expect(theirs.told).toEqual(['data 9', 'data 6']);
});

describe('ends', () => {
  test('half-close each way, closes both in order', async () => {
    const { client, server, idle } = stepped();
    const mine = recorder();
    const theirs = recorder();
    client.start(mine);
    server.start(theirs);
    client.write([sample(3)]);
    client.end();
    await idle();
    server.write([sample(2)]);
    server.end();
    await idle();
    expect(mine.told).toEqual(['data 2', 'end', 'close']);
    expect(theirs.told).toEqual(['data 3', 'end', 'close']);
  });

  test('close with unread input, resets the remote, as TCP does', async () => {
    const { client, server, idle } = stepped();
    const theirs = recorder();
    server.start(theirs);
    server.write([sample(5)]);
    await idle();
    client.write([sample(3)]);
    client.close();
    await idle();
    expect(theirs.told).toEqual(['error read ECONNRESET', 'close']);
  });

  test('a write to a remote that has closed, is a broken pipe', async () => {
    const { client, server, idle } = stepped();
    const theirs = recorder();
    server.start(theirs);
    client.close();
    await idle();
    expect(server.write([sample(1)])).toBe(true);
    await idle();
    expect(theirs.told).toEqual(['end', 'error write EPIPE', 'close']);
  });

  test('a close that cannot be finished, is a reset after closeTimeout', async () => {
    const { client, server, simulation, idle } = stepped({ receiveBuffer: 10, closeTimeout: 500 });
    const mine = recorder();
    const theirs = recorder();
    client.start(mine);
    server.start(theirs);
    server.pause();
    client.write([sample(20)]);
    client.close();
    await simulation.advanceBy(499);
    expect(mine.told).toEqual([]);
    await simulation.advanceBy(1);
    server.resume();
    await idle();
    expect(mine.told).toEqual(['close']);
    expect(theirs.told).toEqual(['error read ECONNRESET', 'close']);
  });

  test('a reset from between, is a reset to both', async () => {
    const { client, server, connection, idle } = stepped();
    const mine = recorder();
    const theirs = recorder();
    client.start(mine);
    server.start(theirs);
    client.write([sample(3)]);
    connection.reset();
    await idle();
    expect(mine.told).toEqual(['error read ECONNRESET', 'close']);
    expect(theirs.told).toEqual(['error read ECONNRESET', 'close']);
  });
});

describe('what is under way', () => {
  test('at a reset, is lost even where it left long before', async () => {
    const { client, server, simulation, idle } = stepped({ latency: 10 });
    const theirs = recorder();
    server.start(theirs);
    client.write([sample(3)]);
    await simulation.advanceBy(5);
    client.reset();
    await idle();
    expect(theirs.told).toEqual(['error read ECONNRESET', 'close']);
  });

  test('at a close, still arrives', async () => {
    const { client, server, simulation, idle } = stepped({ latency: 10 });
    const theirs = recorder();
    server.start(theirs);
    client.write([sample(3)]);
    await simulation.advanceBy(5);
    client.close();
    await idle();
    expect(theirs.told).toEqual(['data 3', 'end']);
  });

  test.each(['close', 'reset'] as const)('an error, is not told any more after a %s', async (leave) => {
    const { client, connection, idle } = stepped();
    const mine = recorder();
    client.start(mine);
    connection.reset();
    client[leave]();
    await idle();
    expect(mine.told).toEqual(['close']);
  });
});

describe('misuse', () => {
  test('a write after the end, is refused', () => {
    const { client } = stepped();
    client.end();
    expect(() => client.write([sample(1)])).toThrow(
      expect.objectContaining({ code: 'write-after-end', blame: 'local' }),
    );
  });

  test('a second start, is refused', () => {
    const { client } = stepped();
    client.start(recorder());
    expect(() => client.start(recorder())).toThrow(expect.objectContaining({ code: 'started-twice' }));
  });

  test.each([
    { receiveBuffer: 0 },
    { highWater: 0 },
    { lowWater: -1 },
    { highWater: 10, lowWater: 10 },
    { latency: -1 },
    { latency: [5, 4] as const },
    { latency: Number.POSITIVE_INFINITY },
    { bandwidth: 0 },
    { segmentBytes: 0 },
    { closeTimeout: 0 },
    { maxSteps: 0 },
    { seed: 1.5 },
  ])('the option %j, is refused by name', (options) => {
    const name = Object.keys(options).at(-1) as string;
    expect(() => socketPair(options)).toThrow(RangeError);
    expect(() => socketPair(options)).toThrow(name);
  });
});
