/** What looks for one kind of mistake. */
import type { DefinedHalf } from '../half.js';
import type { Mistake } from '../mistake.js';

export type Check = (half: DefinedHalf) => readonly Mistake[];
