import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimise } from '../src/shrink/minimise.js';
import { smallestBytes } from '../src/shrink/shrink.js';

test('delta debugging leaves exactly what is needed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(60), { maxLength: 5 }), async (needed) => {
      const all = Array.from({ length: 61 }, (_, index) => index);
      const left = await minimise(all, async (items) => needed.every((one) => items.includes(one)));
      expect([...left].sort()).toEqual([...needed].sort());
    }),
  );
});

describe('the smallest bytes', () => {
  const suspicion = (text: string, cuts: number[]) => ({
    class: 'messages' as const,
    bytes: Buffer.from(text, 'latin1'),
    chunking: { cuts, pacing: 'tick' as const },
    end: true,
  });
  const chunksOf = (bytes: Uint8Array, cuts: readonly number[]) =>
    [...cuts, bytes.length].map((end, index) => Buffer.from(bytes).toString('latin1', cuts[index - 1] ?? 0, end));

  test('keep the cut where it is between them', async () => {
    const parted = async (one: ReturnType<typeof suspicion>) =>
      /\r$/.test(chunksOf(one.bytes, one.chunking.cuts)[0] ?? '') &&
      /^\n/.test(chunksOf(one.bytes, one.chunking.cuts)[1] ?? '');
    const smallest = await smallestBytes(suspicion('header: value\r\n\r\nbody', [14]), parted as never);
    expect(Buffer.from(smallest.bytes).toString('latin1')).toBe('\r\n');
    expect(smallest.chunking).toEqual({ cuts: [1], pacing: 'burst' });
  });

  test('lower a length together with what it counts', async () => {
    const counted = async (one: ReturnType<typeof suspicion>) => {
      const [length = 0, ...payload] = one.bytes;
      return length === payload.length && length > 0 && one.chunking.cuts.length > 0;
    };
    const smallest = await smallestBytes(suspicion('\x06abcdef', [3]), counted as never);
    expect(Buffer.from(smallest.bytes).toString('latin1')).toBe('\x01a');
  });
});
