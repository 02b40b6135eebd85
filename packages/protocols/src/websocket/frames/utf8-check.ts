import { dataViewOf } from '@wirechart/core';

/** Finds the first byte that cannot be UTF-8, as bytes come in (RFC 3629, by the ranges of the WHATWG Encoding Standard). */
export class Utf8Check {
  /** Bytes that the character at hand still wants. */
  #wanted = 0;
  /** What its next byte must lie between: narrower than usual after some first bytes. */
  #least = 0x80;
  #most = 0xbf;

  /** Goes on with bytes. Returns where the first one is that cannot stand there, or -1. After that it is of no more use. */
  check(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (this.#wanted > 0) {
        if (byte < this.#least || byte > this.#most) return at;
        this.#least = 0x80;
        this.#most = 0xbf;
        this.#wanted -= 1;
      } else if (byte >= 0x80) {
        if (!this.#begin(byte)) return at;
      } else {
        at = endOfAscii(bytes, at, end) - 1;
      }
    }
    return -1;
  }

  /** Whether no character is unfinished. */
  get isWhole(): boolean {
    return this.#wanted === 0;
  }

  #begin(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.#wanted = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    // No overlong forms, no surrogates, nothing above U+10FFFF.
    if (byte === 0xe0) this.#least = 0xa0;
    else if (byte === 0xed) this.#most = 0x9f;
    else if (byte === 0xf0) this.#least = 0x90;
    else if (byte === 0xf4) this.#most = 0x8f;
    return true;
  }
}

/** By words: most text is ASCII, at least in long runs. */
function endOfAscii(bytes: Uint8Array, start: number, end: number): number {
  const view = dataViewOf(bytes);
  let at = start;
  while (at + 8 <= end && ((view.getInt32(at) | view.getInt32(at + 4)) & NOT_ASCII) === 0) at += 8;
  while (at < end && (bytes[at] as number) < 0x80) at += 1;
  return at;
}

/** The top bit of each byte of a word. */
const NOT_ASCII = 0x8080_8080;
