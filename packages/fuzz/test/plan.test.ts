import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkRanges, withoutEmptyChunks } from '../src/plan/chunking.js';
import { longSteps, quickSteps, resolvePlan } from '../src/plan/plan.js';

function chunkings(plan: Parameters<typeof resolvePlan>[0], length: number): number[][] {
  const resolved = resolvePlan(plan);
  return [...quickSteps(resolved, length), ...longSteps(resolved, length, 1)].flatMap(({ cuts }) =>
    [...cuts].map((one) => [...one]),
  );
}

describe('the default plan', () => {
  test('has about five runs per byte', () => {
    expect(chunkings('default', 200).length / 200).toBeGreaterThan(4.8);
    expect(chunkings('default', 200).length / 200).toBeLessThan(5.5);
  });

  test('has every single cut and every pair at most four bytes apart', () => {
    const all = new Set(chunkings('default', 30).map(String));
    for (let a = 1; a < 30; a++) {
      expect(all).toContain(String([a]));
      for (let b = a + 1; b <= Math.min(29, a + 4); b++) expect(all).toContain(String([a, b]));
    }
  });

  test('is the same for the same seed', () => {
    expect(chunkings('default', 50)).toEqual(chunkings('default', 50));
  });
});

test('the exhaustive plan has every chunking of a short input', () => {
  expect(new Set(chunkings({ everyChunkingUpTo: 10, emptyChunks: false }, 10).map(String)).size).toBe(2 ** 9);
});

test('the exhaustive plan has all pairs', () => {
  const pairs = chunkings('exhaustive', 20).filter((cuts) => new Set(cuts).size === 2 && cuts.length === 2);
  expect(new Set(pairs.map(String)).size).toBeGreaterThanOrEqual((19 * 18) / 2);
});

test('whatever the plan, chunks make up the input and cuts are in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.constantFrom('default', 'exhaustive'), (length, plan) => {
      const size = plan === 'exhaustive' ? Math.min(length, 12) : length;
      for (const cuts of chunkings(plan as 'default', size)) {
        const ranges = chunkRanges(size, cuts);
        expect(ranges.reduce((sum, [start, end]) => sum + end - start, 0)).toBe(size);
        expect(ranges.every(([start, end]) => start <= end)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

test('empty chunks are told from others', () => {
  expect(withoutEmptyChunks(4, [0, 1, 1, 2, 4])).toEqual([1, 2]);
});
