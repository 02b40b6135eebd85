/** Bytes in pieces, first in, first out. Holds the pieces themselves; nothing is copied until it is taken out. */
export class ByteFifo {
  /** Bytes held. */
  length = 0;
  #pieces: Uint8Array[] = [];
  #next = 0;

  /** Length of the first piece; 0 when there is none. */
  get first(): number {
    return this.#pieces[this.#next]?.length ?? 0;
  }

  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  /** Takes a view of at most `max` bytes of the first piece, which must exist. */
  takePiece(max: number): Uint8Array {
    const piece = this.#pieces[this.#next] as Uint8Array;
    if (piece.length <= max) {
      this.#next += 1;
      this.#trim();
      this.length -= piece.length;
      return piece;
    }
    this.#pieces[this.#next] = piece.subarray(max);
    this.length -= max;
    return piece.subarray(0, max);
  }

  /** Fills `target`, however many pieces that takes; they must be there. */
  takeInto(target: Uint8Array): void {
    for (let filled = 0; filled < target.length; ) {
      const piece = this.takePiece(target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
    }
  }

  clear(): void {
    this.length = 0;
    this.#pieces = [];
    this.#next = 0;
  }

  #trim(): void {
    if (this.#next < 64 || this.#next * 2 < this.#pieces.length) return;
    this.#pieces.splice(0, this.#next);
    this.#next = 0;
  }
}
