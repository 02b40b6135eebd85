/** Cuts steps of known length out of chunks; a step that crosses chunks is copied once, into memory of its own. */

/** Gets a step and says how long the next one is; -1 when it wants no more. */
export type Step = (buffer: Buffer, start: number, end: number) => number;

export class Gather {
  #wanted: number;
  readonly #step: Step;
  #partial: Buffer | undefined;
  #filled = 0;

  /** @param wanted length of the first step */
  constructor(wanted: number, step: Step) {
    this.#wanted = wanted;
    this.#step = step;
  }

  /** Bytes that wait for the rest of their step. */
  get waiting(): number {
    return this.#filled;
  }

  push(chunk: Buffer): void {
    let at = 0;
    if (this.#partial !== undefined) {
      at = this.#fill(chunk, 0, this.#partial);
      if (this.#filled < this.#wanted) return;
      const whole = this.#partial;
      this.#partial = undefined;
      this.#filled = 0;
      this.#wanted = this.#step(whole, 0, this.#wanted);
    }
    const { length } = chunk;
    const step = this.#step;
    let wanted = this.#wanted;
    while (wanted >= 0 && at + wanted <= length) {
      const start = at;
      at += wanted;
      wanted = step(chunk, start, at);
    }
    this.#wanted = wanted;
    if (wanted < 0 || at === length) return;
    this.#partial = Buffer.allocUnsafe(wanted);
    this.#fill(chunk, at, this.#partial);
  }

  #fill(chunk: Buffer, from: number, into: Buffer): number {
    const copied = chunk.copy(into, this.#filled, from);
    this.#filled += copied;
    return from + copied;
  }
}
