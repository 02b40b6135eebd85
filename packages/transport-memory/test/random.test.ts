import { expect, test } from 'vitest';
import { Random } from '../src/index.js';

test('the same seed, draws the same numbers on every machine', () => {
  const random = new Random(42);
  expect(Array.from({ length: 6 }, () => random.uint32())).toMatchInlineSnapshot(`
    [
      95228322,
      432500305,
      1884558092,
      3922969605,
      563186019,
      1300070445,
    ]
  `);
});

test('neighbouring seeds, draw different numbers', () => {
  const first = Array.from({ length: 1000 }, (_, seed) => new Random(seed).uint32());
  expect(new Set(first).size).toBe(1000);
});

test('integer, is spread evenly over its range, ends included', () => {
  const random = new Random(7);
  const counts = new Map<number, number>();
  for (let i = 0; i < 30_000; i++) {
    const value = random.integer(-1, 1);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([-1, 0, 1]);
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test('a fork, depends on seed and purpose and not on what was drawn before', () => {
  const random = new Random(5);
  const before = random.fork('a').uint32();
  random.uint32();
  expect(random.fork('a').uint32()).toBe(before);
  expect(random.fork('b').uint32()).not.toBe(before);
  expect(new Random(6).fork('a').uint32()).not.toBe(before);
});

test('a seed that is not a whole number, is refused', () => {
  expect(() => new Random(0.5)).toThrow(RangeError);
  expect(() => new Random(Number.NaN)).toThrow(RangeError);
});
