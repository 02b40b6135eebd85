/**
 * What a parser promises about memory. Say `false` for what it never does: doing it then fails the test.
 * Say `true` for what it does on purpose: it is then not mentioned. What is left out is looked at and only reported.
 */
export interface MemoryContract {
  /** Reads a chunk after saying that it was consumed (`write` returned, or its promise resolved). */
  readonly keepsInput?: boolean;
  /** Writes into the chunks that it is given. */
  readonly changesInput?: boolean;
  /** Emits messages that share memory with the chunks. */
  readonly aliasesInput?: boolean;
  /** Changes messages after it has emitted them. */
  readonly changesOutput?: boolean;
}
