import type { Chunking } from '../plan/chunking.js';
import type { RecordedEvent } from './outcome.js';

/** How long a run waits for what a parser delivers later than it returns. */
export interface Patience {
  /** Turns of the event loop in a row that must be quiet. */
  readonly turns: number;
  /** Milliseconds that must be quiet after that, between chunks and before the end. 0: none. */
  readonly between: number;
  /** The same when nothing follows. */
  readonly atLast: number;
}

/**
 * What follows the last chunk: the end of the input, a read that fails, or nothing, which shows what a prefix brings.
 */
export type Ending = 'end' | 'failure' | 'nothing';

/** How runs are done, apart from where the input is cut. All of it is plain data. */
export interface RunMode {
  readonly ending: Ending;
  /** `synchronous`: nothing returns a promise and nothing comes late, so the event loop is left out. */
  readonly timing: 'synchronous' | 'asynchronous';
  readonly patience: Patience;
  /** Milliseconds after which a call that has not come back counts as hung. */
  readonly timeLimit: number;
  /** The byte around each chunk. */
  readonly padding: number;
  /** `watch` looks at memory after the run; `overwrite` overwrites each chunk as soon as it is consumed. */
  readonly memory: 'ignore' | 'watch' | 'overwrite';
  /** So many asynchronous runs are done side by side. */
  readonly together: number;
}

/** Several runs over one input. */
export interface RunBatch {
  readonly input: Uint8Array;
  readonly chunkings: readonly Chunking[];
  /** An input for each chunking, where they are not all the same. */
  readonly inputs?: readonly Uint8Array[];
  readonly mode: RunMode;
  /** The events that the caller expects. Outcomes that have just those refer to them. */
  readonly expected?: readonly RecordedEvent[];
}
