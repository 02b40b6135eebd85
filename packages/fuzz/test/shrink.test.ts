import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Suspicion } from '../src/oracles/trial.js';
import { minimise } from '../src/shrink/minimise.js';
import { type Judge, smallestBytes } from '../src/shrink/shrink.js';

test('delta debugging leaves exactly what is needed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(60), { maxLength: 5 }), async (needed) => {
      const all = Array.from({ length: 61 }, (_, index) => index);
      const left = await minimise(all, async (items) => needed.every((one) => items.includes(one)));
      expect([...left].sort()).toEqual([...needed].sort());
    }),
  );
});

/** A judge with all the time in the world. */
const judging = (shows: Judge['shows']): Judge => ({ shows, over: () => false });

test('shrinking a long input ends as soon as the time is up', async () => {
  const length = 20_000;
  const cuts = Array.from({ length: length - 1 }, (_, index) => index + 1);
  const bytes = Buffer.alloc(length, 'x');
  let trials = 0;
  const judge: Judge = { shows: async () => ++trials < 0, over: () => trials >= 5 };
  await smallestBytes({ class: 'messages', bytes, chunking: { cuts, pacing: 'burst' }, ending: 'end' }, judge);
  expect(trials).toBeLessThan(10);
});

describe('the smallest bytes', () => {
  const suspicion = (text: string, cuts: number[]) => ({
    class: 'messages' as const,
    bytes: Buffer.from(text, 'latin1'),
    chunking: { cuts, pacing: 'tick' as const },
    ending: 'end' as const,
  });
  const chunksOf = (bytes: Uint8Array, cuts: readonly number[]) =>
    [...cuts, bytes.length].map((end, index) => Buffer.from(bytes).toString('latin1', cuts[index - 1] ?? 0, end));

  test('keep the cut where it is between them', async () => {
    const parted = async (one: Suspicion) =>
      /\r$/.test(chunksOf(one.bytes, one.chunking.cuts)[0] ?? '') &&
      /^\n/.test(chunksOf(one.bytes, one.chunking.cuts)[1] ?? '');
    const smallest = await smallestBytes(suspicion('header: value\r\n\r\nbody', [14]), judging(parted));
    expect(Buffer.from(smallest.bytes).toString('latin1')).toBe('\r\n');
    expect(smallest.chunking).toEqual({ cuts: [1], pacing: 'burst' });
  });

  test('lower a length together with what it counts', async () => {
    const counted = async (one: Suspicion) => {
      const [length = 0, ...payload] = one.bytes;
      return length === payload.length && length > 0 && one.chunking.cuts.length > 0;
    };
    const smallest = await smallestBytes(suspicion('\x06abcdef', [3]), judging(counted));
    expect(Buffer.from(smallest.bytes).toString('latin1')).toBe('\x01a');
  });
});
