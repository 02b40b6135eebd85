/** How a regression test feeds chunks to the parser without this package. */
export interface Recipe {
  /** Import lines that `run` uses. */
  readonly imports?: readonly string[];
  /** Source of `async function run(chunks) { … }`, which returns the messages, with `{ error }` last if it failed. */
  readonly run: string;
}
