/** The content of a message as it comes in, in memory that grows with what has arrived and not with what was announced. */
import { decodeUtf8 } from '@wirechart/core';
import { copyMasked, type MaskKey } from './mask.js';

export class Content {
  length = 0;
  bytes: Uint8Array = NOTHING;

  /** Appends bytes, with the mask taken off. `left` is how many are left of the content, these included; Infinity if that is not known. */
  append(source: Uint8Array, start: number, end: number, key: MaskKey, left: number): void {
    const at = this.#room(end - start, left);
    copyMasked(source, start, end, key, this.bytes, at);
  }

  text(): string {
    return decodeUtf8(this.bytes, 0, this.length);
  }

  /** The bytes, which are not touched any more. */
  whole(): Uint8Array {
    const { bytes, length } = this;
    return bytes.length === length ? bytes : bytes.subarray(0, length);
  }

  #room(count: number, left: number): number {
    const at = this.length;
    this.length += count;
    if (this.length <= this.bytes.length) return at;
    // Twice as much each time, so that a content of many small parts is not copied for each of them.
    const size = Math.max(this.length, Math.min(at + left, Math.max(LEAST, 2 * this.length)));
    const grown = new Uint8Array(size);
    grown.set(new Uint8Array(this.bytes.buffer, 0, at));
    this.bytes = grown;
    return at;
  }
}

const NOTHING = new Uint8Array(0);
const LEAST = 1024;
