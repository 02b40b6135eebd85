import { describe, expect, it } from 'vitest';
import { ratioOf, spreadOf } from '../src/harness/statistics.js';

describe('a spread', () => {
  it('has the middle value of an odd number as its median', () => {
    expect(spreadOf([9, 1, 3])).toEqual({ median: 3, low: 1, high: 9, runs: 3 });
  });

  it('has the mean of the two middle values of an even number', () => {
    expect(spreadOf([10, 1, 4, 2]).median).toBe(3);
  });

  it('is not made of nothing', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe('a ratio', () => {
  it('is taken pair by pair, so that what slows both does not count', () => {
    expect(ratioOf([10, 200, 30], [5, 100, 15])).toEqual({ median: 2, low: 2, high: 2, runs: 3 });
  });

  it('needs as many values on both sides', () => {
    expect(() => ratioOf([1], [1, 2])).toThrow(RangeError);
  });
});
