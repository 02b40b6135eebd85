import type { Outcome } from '../run/outcome.js';

/** What should come of a whole input, in the canonical form of the subject; undefined where that is not known. */
export type Reference = (input: Uint8Array) => Promise<Outcome | undefined>;

/** What outputs are held against, beside themselves. */
export interface References {
  /** A second implementation. */
  readonly reference?: Reference;
  /** What the corpus says. */
  readonly expected?: Reference;
}
