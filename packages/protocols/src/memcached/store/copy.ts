/**
 * Copies bytes that are to be kept: a view would keep all of the chunk that they came in. Short ones share a small piece of
 * memory, since making one for each costs several times as much as the copy. Whoever keeps one of them keeps the piece, which
 * is why it is not larger.
 */
export class Copier {
  #piece = NOTHING;
  #used = 0;

  copy(bytes: Uint8Array): Uint8Array {
    const { length } = bytes;
    if (length > SHORT) return new Uint8Array(bytes);
    if (this.#used + length > this.#piece.length) {
      this.#piece = new Uint8Array(PIECE);
      this.#used = 0;
    }
    const copy = new Uint8Array(this.#piece.buffer, this.#used, length);
    copy.set(bytes);
    this.#used += length;
    return copy;
  }
}

/** With what an entry takes besides its value, what is held is at most five times what is counted. */
const PIECE = 1024;
const SHORT = 256;
const NOTHING = new Uint8Array(0);
