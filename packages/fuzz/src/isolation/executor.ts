import type { Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import type { MemoryContract } from '../subject/memory-contract.js';
import type { Recipe } from '../subject/recipe.js';
import type { CoverageRequest } from './coverage.js';

/** Does runs, here or elsewhere. */
export interface Executor {
  /** Batches that are worked on at the same time. */
  readonly parallel: number;
  /** What is known of the subject without running it. */
  describe(): Promise<SubjectDescription>;
  /**
   * Does the runs of a batch in order.
   *
   * @returns The outcomes, ending early after a run that hung or ended the process: the caller decides whether to go on.
   */
  run(batch: RunBatch): Promise<readonly Outcome[]>;
  /** Functions of which more was reached since the last call than ever. The first call begins to look and gives 0. */
  coverage(request: CoverageRequest): Promise<number>;
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
  readonly overlappingWrites?: boolean;
  /** The canonical form, with the sources of its functions. */
  readonly canonical: CanonicalSources;
}

export interface CanonicalSources {
  readonly piece?: string;
  readonly project?: string;
  readonly stream?: string;
  readonly errorKind?: string;
  readonly position?: string;
  readonly ids?: readonly string[];
}
