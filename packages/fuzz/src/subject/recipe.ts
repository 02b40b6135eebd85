/** How a regression test opens the parser without this package. */
export interface Recipe {
  /** Import lines that `open` uses. */
  readonly imports?: readonly string[];
  /** Source that declares `function open({ message, error })`, which returns an object with `write` and `end`. */
  readonly open: string;
  /** Source of the function `piece` of the canonical form, where it cannot stand alone as it is. */
  readonly piece?: string;
  /** Source of the function `stream` of the canonical form, where it cannot stand alone as it is. */
  readonly stream?: string;
}
