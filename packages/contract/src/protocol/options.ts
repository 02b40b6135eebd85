/** How random cases are drawn, in the words of fast-check. */
export interface RandomOptions {
  readonly numRuns: number;
  readonly seed?: number;
}
