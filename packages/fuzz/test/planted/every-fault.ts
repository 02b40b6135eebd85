import { characterFaults } from './characters.js';
import { delimiterFaults } from './delimiter.js';
import { inputFaults } from './inputs.js';
import { lengthFaults } from './length.js';
import { lesserFaults } from './lesser.js';
import { memoryFaults } from './memory.js';
import type { Planted } from './planted.js';
import { stateFaults } from './state.js';
import { timingFaults } from './timing.js';

export const everyFault: readonly Planted[] = [
  lengthFaults,
  delimiterFaults,
  characterFaults,
  stateFaults,
  timingFaults,
  memoryFaults,
  inputFaults,
  lesserFaults,
].flat();
