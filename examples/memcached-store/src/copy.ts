/** Copies of values that are to be kept. */
import { viewOf } from '@wirechart/core';

/**
 * Short ones share a small piece, since making one for each costs several times as much as the copy. Whoever keeps one of
 * them keeps the piece, which is why it is not larger.
 */
export class Copier {
  #piece = new Uint8Array(0);
  #used = 0;

  /** The same bytes: a view would keep all of the chunk that they came in. */
  copy(bytes: Uint8Array): Uint8Array {
    const { length } = bytes;
    if (length > SHORT) return bytes.slice();
    if (this.#used + length > this.#piece.length) {
      this.#piece = new Uint8Array(PIECE);
      this.#used = 0;
    }
    const copy = viewOf(this.#piece, this.#used, this.#used + length);
    copy.set(bytes);
    this.#used += length;
    return copy;
  }
}

/** An entry has a part of two at most, so what is held is at most some six times what is counted. */
const PIECE = 1024;
const SHORT = 256;
