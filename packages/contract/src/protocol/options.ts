/** How random cases are drawn, in the words of fast-check. */
export interface RandomOptions {
  readonly numRuns: number;
  readonly seed?: number;
  /** What was broken stands in the message, beside seed and counterexample. */
  readonly includeErrorInReport: true;
}
