import { chunkRanges } from '../plan/chunking.js';

/** Bytes around each chunk that belong to no input. A parser that reads them reads outside its chunk. */
const PADDING = 8;

/** The chunks of one run: views into memory of their own, each with padding around it. */
export class Chunks {
  readonly views: readonly Buffer[];
  /** The offset at which each chunk ends. */
  readonly ends: readonly number[];
  readonly #input: Uint8Array;
  readonly #overwritten: boolean[];

  /** @param padding The byte that stands around each chunk. */
  constructor(input: Uint8Array, cuts: readonly number[], padding: number) {
    const ranges = chunkRanges(input.length, cuts);
    // Memory of its own: the pool of Buffer would put bytes of other runs around it.
    const memory = new Uint8Array(input.length + PADDING * (ranges.length + 1)).fill(padding);
    this.#input = input;
    this.#overwritten = ranges.map(() => false);
    this.ends = ranges.map(([, end]) => end);
    this.views = ranges.map(([start, end], index) => {
      const at = start + PADDING * (index + 1);
      memory.set(input.subarray(start, end), at);
      return Buffer.from(memory.buffer, at, end - start);
    });
  }

  /** Makes every byte of a chunk a different one, as a transport does that reuses its read buffer. */
  overwrite(index: number): void {
    const view = this.views[index];
    if (view === undefined || this.#overwritten[index]) return;
    this.#overwritten[index] = true;
    for (let at = 0; at < view.length; at++) view[at] = ~(view[at] ?? 0) & 0xff;
  }

  overwriteAll(): void {
    for (const index of this.views.keys()) this.overwrite(index);
  }

  /** True if a chunk that was not overwritten is no longer what it was. */
  changed(): boolean {
    return this.views.some((view, index) => {
      if (this.#overwritten[index]) return false;
      const end = this.ends[index] ?? 0;
      return view.compare(this.#input, end - view.length, end) !== 0;
    });
  }
}
