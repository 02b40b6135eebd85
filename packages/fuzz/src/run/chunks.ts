/** Bytes around each chunk that belong to no input. A parser that reads them reads outside its chunk. */
const PADDING = 8;
/** Bytes that are copied faster one by one. */
const FEW = 32;

/** The chunks of one run: views into memory of their own, each with padding around it. */
export class Chunks {
  readonly views: readonly Buffer[];
  /** The offset at which each chunk ends. */
  readonly ends: readonly number[];
  readonly #input: Uint8Array;
  /** By chunk, once there is one. */
  #overwritten: boolean[] | undefined;

  /** @param padding The byte that stands around each chunk. */
  constructor(input: Uint8Array, cuts: readonly number[], padding: number) {
    // Memory of its own: the pool of Buffer would put bytes of other runs around it.
    const memory = new Uint8Array(input.length + PADDING * (cuts.length + 2));
    if (padding !== 0) memory.fill(padding);
    const views: Buffer[] = [];
    const ends: number[] = [];
    let start = 0;
    for (let index = 0; index <= cuts.length; index++) {
      const end = cuts[index] ?? input.length;
      const at = start + PADDING * (index + 1);
      if (end - start > FEW) memory.set(input.subarray(start, end), at);
      else for (let from = start; from < end; from++) memory[at + from - start] = input[from] as number;
      views.push(Buffer.from(memory.buffer, at, end - start));
      ends.push(end);
      start = end;
    }
    this.#input = input;
    this.views = views;
    this.ends = ends;
  }

  /** Makes every byte of a chunk a different one, as a transport does that reuses its read buffer. */
  overwrite(index: number): void {
    const view = this.views[index];
    this.#overwritten ??= [];
    if (view === undefined || this.#overwritten[index]) return;
    this.#overwritten[index] = true;
    for (let at = 0; at < view.length; at++) view[at] = ~(view[at] ?? 0) & 0xff;
  }

  overwriteAll(): void {
    for (const index of this.views.keys()) this.overwrite(index);
  }

  /** True if a chunk that was not overwritten is no longer what it was. */
  changed(): boolean {
    for (let index = 0; index < this.views.length; index++) {
      if (this.#overwritten?.[index]) continue;
      const view = this.views[index] as Buffer;
      const end = this.ends[index] ?? 0;
      if (view.compare(this.#input, end - view.length, end) !== 0) return true;
    }
    return false;
  }
}
