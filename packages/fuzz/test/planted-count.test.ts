import { expect, test } from 'vitest';
import { characterFaults } from './planted/characters.js';
import { delimiterFaults } from './planted/delimiter.js';
import { lengthFaults } from './planted/length.js';
import { memoryFaults } from './planted/memory.js';
import { stateFaults } from './planted/state.js';
import { timingFaults } from './planted/timing.js';

test('at least thirty kinds of fault are planted, each once', () => {
  const all = [lengthFaults, delimiterFaults, characterFaults, stateFaults, timingFaults, memoryFaults].flat();
  const kinds = new Set(all.map(({ fault }) => fault));
  expect(kinds.size).toBe(all.length);
  expect(kinds.size).toBeGreaterThanOrEqual(30);
});
