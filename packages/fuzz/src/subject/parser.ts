/** One fresh parser, open for one run. */
export interface Parser {
  /**
   * Takes the next chunk. Returning a promise means: consumed when it resolves. A throw or a rejection is the
   * parser's verdict on the input, and nothing is written after it.
   */
  write(chunk: Buffer): unknown;
  /** Tells the parser that the input is over. Returning a promise means: everything has been delivered when it resolves. */
  end?(): unknown;
  /** Tells the parser that reading failed, in place of the end. What it does then is compared as well. */
  fail?(error: Error): unknown;
  /** True once the parser takes no more input. Nothing is written after that, and `end` is not called. */
  readonly closed?: boolean;
  /** Frees what the run used. Called at the end of every run, failed ones included. */
  dispose?(): unknown;
}
