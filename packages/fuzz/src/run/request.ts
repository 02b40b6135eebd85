import type { Chunking } from '../plan/chunking.js';

/** How long a run waits for what a parser delivers later than it returns. */
export interface Patience {
  /** Turns of the event loop in a row that must be quiet. */
  readonly turns: number;
  /** Milliseconds that must be quiet after that, between chunks and before the end. 0: none. */
  readonly between: number;
  /** The same when nothing follows. */
  readonly atLast: number;
}

/** How runs are done, apart from where the input is cut. All of it is plain data. */
export interface RunMode {
  /** Call `end` after the last chunk. Without it a run shows what a prefix brings. */
  readonly end: boolean;
  /** `synchronous`: nothing returns a promise and nothing comes late, so the event loop is left out. */
  readonly timing: 'synchronous' | 'asynchronous';
  readonly patience: Patience;
  /** Milliseconds after which a call that has not come back counts as hung. */
  readonly timeLimit: number;
  /** The byte around each chunk. */
  readonly padding: number;
  /** `watch` looks at memory after the run; `overwrite` overwrites each chunk as soon as it is consumed. */
  readonly memory: 'ignore' | 'watch' | 'overwrite';
}

/** Several runs over one input. */
export interface RunBatch {
  readonly input: Uint8Array;
  readonly chunkings: readonly Chunking[];
  readonly mode: RunMode;
}
