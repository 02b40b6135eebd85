import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asWritten,
  byteByByte,
  type Chunking,
  coalesced,
  cutAt,
  fixedSize,
  type PairOptions,
  randomSizes,
  socketPair,
} from '../src/index.js';
import { concat, sample } from './support/bytes.js';
import { recorder } from './support/recorder.js';
import { runs } from './support/run.js';

/** Sizes of the chunks in which three writes of 5, 3 and 4 bytes arrive. */
async function sizes(chunking: Chunking, options: PairOptions = {}): Promise<number[]> {
  return (await deliver([sample(5), sample(3), sample(4)], { chunking, ...options })).sizes;
}

async function deliver(writes: readonly Uint8Array[], options: PairOptions) {
  const { client, server, simulation } = socketPair({ run: 'stepped', ...options });
  const sink = recorder();
  server.start(sink);
  for (const bytes of writes) client.write([bytes]);
  client.end();
  await simulation.runUntilIdle();
  return sink;
}

describe('chunks of three writes of 5, 3 and 4 bytes', () => {
  test('as written', async () => expect(await sizes(asWritten())).toEqual([5, 3, 4]));
  test('byte by byte', async () => expect(await sizes(byteByByte())).toEqual(Array(12).fill(1)));
  test('fixed size', async () => expect(await sizes(fixedSize(7))).toEqual([7, 5]));
  test('coalesced', async () => expect(await sizes(coalesced())).toEqual([12]));
  test('cut at given points', async () => expect(await sizes(cutAt([1, 2, 9]))).toEqual([1, 1, 7, 3]));
  test('cut at points beyond the end', async () => expect(await sizes(cutAt([4, 100]))).toEqual([4, 8]));
  test('cut at zero', async () => expect(await sizes(cutAt([0, 6]))).toEqual([6, 6]));
  test('a policy of one’s own that asks for nothing or for too much', async () => {
    expect(
      await sizes(
        () =>
          ({ offset }) =>
            offset === 0 ? 0 : 1e9,
      ),
    ).toEqual([1, 11]);
  });
  test('as written, in segments', async () => {
    expect(await sizes(asWritten(), { segmentBytes: 2 })).toEqual([2, 2, 1, 2, 1, 2, 2]);
  });
  test('coalesced, in a small window', async () => {
    expect(await sizes(coalesced(), { receiveBuffer: 6 })).toEqual([5, 3, 4]);
  });
});

test('random sizes, are the same for the same seed and others for another', async () => {
  const writes = Array.from({ length: 50 }, (_, index) => sample(1000, index));
  const of = async (options: PairOptions) => (await deliver(writes, { receiveBuffer: 1e6, ...options })).sizes;
  const chunking = randomSizes();
  expect(await of({ chunking, seed: 3 })).toEqual(await of({ chunking, seed: 3 }));
  expect(await of({ chunking, seed: 3 })).not.toEqual(await of({ chunking, seed: 4 }));
  expect(await of({ chunking: randomSizes(9), seed: 3 })).toEqual(await of({ chunking: randomSizes(9), seed: 4 }));
});

test('random sizes, are small ones and large ones', async () => {
  const cutter = randomSizes(1)({} as never);
  const drawn = Array.from({ length: 1000 }, () => cutter({ available: 1e9, written: 1, offset: 0 }));
  expect(drawn.filter((size) => size <= 8).length).toBeGreaterThan(150);
  expect(drawn.filter((size) => size > 8192).length).toBeGreaterThan(80);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(65_536);
});

test('sizes and cut points that are none, are refused', () => {
  for (const size of [0, -1, 1.5, Number.NaN]) expect(() => fixedSize(size)).toThrow(RangeError);
  for (const points of [[-1], [2, 1], [0.5]]) expect(() => cutAt(points)).toThrow(RangeError);
});

const chunkings: fc.Arbitrary<Chunking> = fc.oneof(
  fc.constantFrom(asWritten(), byteByByte(), coalesced()),
  fc.integer({ min: 1, max: 50 }).map(fixedSize),
  fc.array(fc.nat(300)).map((points) => cutAt(points.sort((a, b) => a - b))),
  fc.integer().map(randomSizes),
);

test('any bytes, cut in any way through any buffers, arrive as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 }),
      chunkings,
      fc.record({
        receiveBuffer: fc.integer({ min: 1, max: 100 }),
        segmentBytes: fc.integer({ min: 1, max: 100 }),
        bandwidth: fc.constantFrom(Number.POSITIVE_INFINITY, 1000, 0.5),
        latency: fc.constantFrom(0, 3, [0, 9] as const),
        seed: fc.integer(),
      }),
      async (writes, chunking, options) => {
        const sink = await deliver(writes, { chunking, ...options });
        expect(sink.bytes).toEqual(concat(writes));
        expect(sink.told.at(-1)).toBe('end');
      },
    ),
    runs(150),
  );
});

test('any cut points, are where chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 199 })), fc.nat(200), async (points, split) => {
      const offsets = points.sort((a, b) => a - b);
      const bytes = sample(200);
      const sink = await deliver([bytes.subarray(0, split), bytes.subarray(split)], { chunking: cutAt(offsets) });
      const ends: number[] = [];
      for (const size of sink.sizes) ends.push((ends.at(-1) ?? 0) + size);
      expect(ends).toEqual([...offsets, 200]);
    }),
    runs(100),
  );
});
