/** The content of a message as it comes in, in memory that grows with what has arrived and not with what was announced. */
import { decodeUtf8 } from '@wirechart/core';
import { copyMasked, type MaskKey } from './mask.js';

export class Content {
  length = 0;
  bytes: Uint8Array = NOTHING;

  /** Appends bytes, with the mask taken off. `announced` is how many are known to come, these included. */
  append(source: Uint8Array, start: number, end: number, key: MaskKey, announced: number): void {
    const at = this.#room(end - start, announced);
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

  #room(count: number, announced: number): number {
    const at = this.length;
    this.length += count;
    if (this.length <= this.bytes.length) return at;
    const size = Math.max(this.length, Math.min(at + announced, Math.max(FIRST, 2 * this.length)));
    const grown = new Uint8Array(size);
    grown.set(new Uint8Array(this.bytes.buffer, 0, at));
    this.bytes = grown;
    return at;
  }
}

const NOTHING = new Uint8Array(0);
/** A remote may announce what it likes; this much it gets for that. */
const FIRST = 4 * 1024;
