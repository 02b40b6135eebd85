import type { Progress, Reach } from '../run/outcome.js';
import type { FindingClass } from './finding-class.js';

/** What one run shows about promptness: at which offset it is first out of step, and in which way. */
export interface Lag {
  readonly class: FindingClass;
  readonly offset: number;
  /** The chunk after which it was seen. */
  readonly chunk: number;
}

/**
 * How far the output has come after each prefix of one input, given in one chunk and without an end. Filled from the
 * runs with one cut, whose first chunk is such a prefix.
 */
export class Prefixes {
  readonly #progress = new Map<number, Progress>();

  note(progress: Progress | undefined): void {
    if (progress !== undefined) this.#progress.set(progress.offset, progress);
  }

  /** The first offset at which a run had brought more or less than the same prefix in one chunk. */
  firstLag(run: readonly Progress[]): Lag | undefined {
    for (let chunk = 0; chunk < run.length; chunk++) {
      const progress = run[chunk] as Progress;
      const { offset, failed } = progress;
      const expected = this.#progress.get(offset);
      if (expected === undefined || expected === progress) continue;
      if (expected.failed !== failed) return { class: 'error-moment', offset, chunk };
      const found = compareReach(expected, progress);
      if (found !== undefined) return { class: found, offset, chunk };
    }
    return undefined;
  }
}

/** Whether one output has come further than the other, in whole events or only within a piece that may go on. */
export function compareReach(expected: Reach, actual: Reach): FindingClass | undefined {
  if (expected.events !== actual.events) return 'promptness';
  return expected.pieces === actual.pieces ? undefined : 'piece-promptness';
}
