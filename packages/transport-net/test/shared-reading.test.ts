/** Sockets are read into memory that they share: what is handed out is the receiver's all the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, type Pair, startedPair } from './support/pair.js';

/** What reads are told apart by: small ones share a piece, large ones are handed out as they were read. */
const SIZES = [1, 200, 1_023, 1_024, 8_192, 48 * 1024 - 1, 48 * 1024, 64 * 1024, 150_000];

test('what was handed out never changes, whatever comes after it to whichever connection', async () => {
  const pairs = [await startedPair(), await startedPair(), await startedPair()];
  const sent = pairs.map(() => Buffer.alloc(0));
  const writes = fc.array(
    fc.record({ to: fc.nat(pairs.length - 1), size: fc.constantFrom(...SIZES), seed: fc.nat(255) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  await fc.assert(
    fc.asyncProperty(writes, fc.boolean(), async (list, together) => {
      for (const { to, size, seed } of list) {
        const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, at) => (seed + at * 7) & 0xff));
        const { client, atServer } = pairs[to] as Pair;
        sent[to] = Buffer.concat([sent[to] as Buffer, bytes]);
        client.write([bytes]);
        if (!together) await atServer.received((sent[to] as Buffer).length);
      }
      for (const [i, { atServer }] of pairs.entries()) {
        await atServer.received((sent[i] as Buffer).length);
        expect(Buffer.concat(atServer.chunks).equals(sent[i] as Buffer)).toBe(true);
      }
    }),
    { numRuns: 15 },
  );
});

test('who keeps a small chunk keeps little memory with it, and no large one keeps much more than itself', async () => {
  const { client, atServer } = await startedPair();
  let length = 0;
  for (const size of [...SIZES, ...SIZES.toReversed()]) {
    client.write([new Uint8Array(size)]);
    length += size;
    await atServer.received(length);
  }
  const kept = atServer.chunks.map((chunk) => [chunk.length, chunk.buffer.byteLength] as const);
  expect(kept.filter(([size, memory]) => memory > Math.max(4 * 1024, (size * 4) / 3))).toEqual([]);
});

test('small chunks lie in memory that they share', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  for (let round = 1; round <= 4; round++) {
    client.write([ascii('question')]);
    await atServer.received(8 * round);
    server.write([ascii('answer')]);
    await atClient.received(6 * round);
  }
  const memories = new Set([...atServer.chunks, ...atClient.chunks].map(({ buffer }) => buffer));
  expect(memories.size).toBeLessThanOrEqual(2);
});

test('one that has paused is told of a reset, and of no data before it resumes', async () => {
  const { client, server, atServer } = await startedPair();
  const other = await startedPair();
  client.write([ascii('first ')]);
  await atServer.received(6);
  server.pause();
  client.write([ascii('second')]);
  // What was written after it has come.
  other.client.write([ascii('x')]);
  await other.atServer.received(1);
  expect(atServer.text).toBe('first ');
  server.resume();
  await atServer.received(12);
  expect(atServer.text).toBe('first second');

  server.pause();
  client.reset();
  await atServer.seen('close');
  expect(atServer.told).toEqual(['data', 'error', 'close']);
});

test('a sink that throws does not have its chunk written over', async () => {
  const { client, atServer } = await startedPair();
  const take = atServer.data.bind(atServer);
  let large = 0;
  atServer.data = (chunk) => {
    take(chunk);
    if (chunk.length < 48 * 1024) return;
    large += 1;
    // By then it is read as one that has much to read.
    if (large === 3) throw new Error('a mistake');
  };
  const mistake = uncaught();
  const bytes = new Uint8Array(Uint32Array.from({ length: 128 * 1024 }, (_, at) => at).buffer);
  let rounds = 0;
  while (large < 4) {
    rounds += 1;
    client.write([bytes]);
    await atServer.received(rounds * bytes.length);
  }
  expect(await mistake).toMatchObject({ message: 'a mistake' });
  const whole = Buffer.concat(Array.from({ length: rounds }, () => bytes));
  expect(Buffer.concat(atServer.chunks).equals(whole)).toBe(true);
});

/** The next error that nobody catches, which the test runner would take for a failure. */
function uncaught(): Promise<Error> {
  const others = process.rawListeners('uncaughtException') as ((error: Error) => void)[];
  process.removeAllListeners('uncaughtException');
  return new Promise((resolve) => {
    process.once('uncaughtException', (error) => {
      for (const other of others) process.on('uncaughtException', other);
      resolve(error);
    });
  });
}
