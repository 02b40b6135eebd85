/** Medians and spreads. */

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How many values it comes from. */
  readonly runs: number;
}

/** @throws RangeError when there is nothing. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  return { median: middle(sorted), low: sorted[0]!, high: sorted.at(-1)!, runs: sorted.length };
}

/** The ratio of each pair, and the spread of these: what slows both of a pair falls out. @throws RangeError for unequal lengths. */
export function ratioOf(above: readonly number[], below: readonly number[]): Spread {
  if (above.length !== below.length) throw new RangeError(`${above.length} values against ${below.length}`);
  return spreadOf(above.map((value, i) => value / below[i]!));
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!;
}
