/**
 * Whether chunks come all in one tick, or each after the parser has dealt with the one before, at once or after a stall of
 * some 60 milliseconds.
 */
export type Pacing = 'burst' | 'tick' | 'stall';

/** One way to cut an input. */
export interface Chunking {
  /**
   * Offsets before which the input is cut, ascending, each 0 to the length of the input. An offset that stands twice,
   * and one at either end of the input, makes an empty chunk.
   */
  readonly cuts: readonly number[];
  readonly pacing: Pacing;
}

/** The whole input in one chunk. */
export const WHOLE: Chunking = { cuts: [], pacing: 'burst' };

/** The ranges of the chunks, as pairs of offsets. */
export function chunkRanges(length: number, cuts: readonly number[]): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (const cut of cuts) {
    ranges.push([start, cut]);
    start = cut;
  }
  ranges.push([start, length]);
  return ranges;
}

/** The same cuts without those that make empty chunks. */
export function withoutEmptyChunks(length: number, cuts: readonly number[]): number[] {
  return cuts.filter((cut, index) => cut > 0 && cut < length && cut !== cuts[index - 1]);
}
