import { expect, test } from 'vitest';
import { everyFault } from './planted/every-fault.js';

test('at least fifty kinds of fault are planted, each once', () => {
  const kinds = new Set(everyFault.map(({ fault }) => fault));
  expect(kinds.size).toBe(everyFault.length);
  expect(kinds.size).toBeGreaterThanOrEqual(50);
});
