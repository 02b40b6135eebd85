import type { Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import type { MemoryContract } from '../subject/memory-contract.js';
import type { Recipe } from '../subject/recipe.js';

/** Does runs, here or elsewhere. One batch at a time. */
export interface Executor {
  /** What is known of the subject without running it. */
  describe(): Promise<SubjectDescription>;
  /**
   * Does the runs of a batch in order.
   *
   * @returns The outcomes, ending early after a run that hung or ended the process: the caller decides whether to go on.
   */
  run(batch: RunBatch): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

/** The parts of a subject that are plain data. */
export interface SubjectDescription {
  readonly name?: string;
  readonly package?: string;
  readonly contract?: MemoryContract;
  readonly recipe?: Recipe;
  /** Source of the function that opens the parser, for a subject without a recipe. */
  readonly open: string;
  /** Sources of functions of the canonical form. */
  readonly canonical: { readonly piece?: string; readonly project?: string; readonly stream?: string };
}
