/** Sockets are read into memory that they share: what is handed out is the receiver's all the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, type Pair, startedPair } from './support/pair.js';

/** What reads are told apart by: those of sockets that get little at a time share a piece, if they are small. */
const SIZES = [1, 200, 1_023, 1_024, 8_192, 48 * 1024 - 1, 48 * 1024, 64 * 1024, 150_000];

test('what was handed out never changes, whatever comes after it to whichever connection', async () => {
  const pairs = [await startedPair(), await startedPair(), await startedPair()];
  const sent = pairs.map(() => Buffer.alloc(0));
  for (let letter = 0; letter < 10; letter++) {
    for (const [i, { client, atServer }] of pairs.entries()) {
      sent[i] = Buffer.concat([sent[i] as Buffer, Buffer.of(letter)]);
      client.write([Buffer.of(letter)]);
      await atServer.received(letter + 1);
    }
  }
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

test('who keeps a small chunk keeps little memory with it, and a large one keeps itself alone', async () => {
  const { client, atServer } = await startedPair();
  let length = 0;
  for (const size of [...new Array<number>(10).fill(100), ...SIZES, ...SIZES.toReversed()]) {
    client.write([new Uint8Array(size)]);
    length += size;
    await atServer.received(length);
  }
  const kept = atServer.chunks.map((chunk) => [chunk.length, chunk.buffer.byteLength] as const);
  expect(kept.filter(([size, memory]) => memory > Math.max(4 * 1024, size))).toEqual([]);
});

test('small chunks lie in memory that they share', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  for (let round = 1; round <= 24; round++) {
    client.write([ascii('question')]);
    await atServer.received(8 * round);
    server.write([ascii('answer')]);
    await atClient.received(6 * round);
  }
  const memories = new Set([...atServer.chunks, ...atClient.chunks].map(({ buffer }) => buffer));
  // All but the first eight of each side.
  expect(memories.size).toBeLessThanOrEqual(8 + 8 + 2);
});

test('one that has paused is told of a reset, and of no data before it resumes', async () => {
  const { client, server, atServer } = await startedPair();
  const other = await startedPair();
  const first = 'little by little ';
  for (const [i, letter] of [...first].entries()) {
    client.write([ascii(letter)]);
    await atServer.received(i + 1);
  }
  server.pause();
  client.write([ascii('second')]);
  // What was written after it has come.
  other.client.write([ascii('x')]);
  await other.atServer.received(1);
  expect(atServer.text).toBe(first);
  server.resume();
  await atServer.received(first.length + 6);
  expect(atServer.text).toBe(`${first}second`);

  server.pause();
  client.reset();
  await atServer.seen('close');
  expect(atServer.told).toEqual(['data', 'error', 'close']);
});

test('who moves the memory of a small chunk to another thread takes nothing from others', async () => {
  const [mover, other] = [await startedPair(), await startedPair()];
  for (let round = 1; round <= 12; round++) {
    for (const { client, atServer } of [mover, other]) {
      client.write([Buffer.of(round)]);
      await atServer.received(round);
    }
    const moved = mover.atServer.chunks.at(-1) as Uint8Array<ArrayBuffer>;
    try {
      structuredClone(moved, { transfer: [moved.buffer] });
    } catch (error) {
      // Up to Node 20 it is copied instead.
      expect(error).toHaveProperty('name', 'DataCloneError');
    }
  }
  expect([...Buffer.concat(other.atServer.chunks)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test.skipIf(!('transfer' in ArrayBuffer.prototype))(
  'memory that was taken away all the same is not read into',
  async () => {
    const { client, atServer } = await startedPair();
    for (let round = 1; round <= 24; round++) {
      client.write([Buffer.of(round)]);
      await atServer.received(round);
    }
    const { buffer } = atServer.chunks.at(-1) as Uint8Array;
    (buffer as unknown as { transfer(): ArrayBuffer }).transfer();
    client.write([ascii('after')]);
    await atServer.received(29);
    expect(String(atServer.chunks.at(-1))).toBe('after');
  },
);
