/** A suite: one question, its subjects, and the rows that answer it. */
import type { Effort } from './interleave.js';
import type { Row } from './report.js';

export interface Suite {
  /** As `--only` takes it. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, and what to know when reading the rows. */
  readonly notes: readonly string[];
  run(plan: Plan): Promise<readonly Row[]>;
}

/** How much work is to be put in. */
export interface Plan {
  readonly quick: boolean;
  /** The usual effort for subjects that only compute. */
  readonly effort: Effort;
}

/** @param instructions whether the machine counts them */
export const planOf = (quick: boolean, instructions: boolean): Plan => ({
  quick,
  effort: quick
    ? { launches: 1, rounds: 3, warmUp: 150, instructions: false }
    : // After less, compilers are still at work on threads of their own, which CPU time counts.
      { launches: 3, rounds: 7, warmUp: 1_000, instructions },
});
