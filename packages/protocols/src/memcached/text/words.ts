/** The words of a line, one after the other. */
import { type ByteWindow, decodeLatin1 } from '@wirechart/core';

/** One serves all lines: it is used between two statements and never kept. */
export class Words {
  #buffer: Uint8Array = NOTHING;
  #end = 0;
  /** The word at hand. */
  #from = 0;
  #to = 0;

  /** Begins with the first word; a carriage return at the end of the line is not of it. */
  begin(line: ByteWindow): void {
    const { buffer, start, end } = line;
    this.#buffer = buffer;
    this.#end = end > start && buffer[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.#from = start;
    this.#to = start;
    this.next();
  }

  /** Goes on to the next word. After the last one there is an empty one. */
  next(): void {
    const buffer = this.#buffer;
    const end = this.#end;
    let at = this.#to;
    while (at < end && buffer[at] === BLANK) at += 1;
    this.#from = at;
    while (at < end && buffer[at] !== BLANK) at += 1;
    this.#to = at;
  }

  /** Bytes of the word at hand; 0 after the last one. */
  get length(): number {
    return this.#to - this.#from;
  }

  text(): string {
    return decodeLatin1(this.#buffer, this.#from, this.#to);
  }

  /** The word at hand and all that follows. */
  remainder(): string {
    return decodeLatin1(this.#buffer, this.#from, this.#end);
  }

  /** Whether the word at hand is this one, which is ASCII. */
  is(word: string): boolean {
    const { length } = word;
    if (length !== this.#to - this.#from) return false;
    for (let i = 0; i < length; i++) if (this.#buffer[this.#from + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  /** The word at hand as a key; undefined where it is none: too long, empty, or with a control character. */
  key(maxLength: number): string | undefined {
    const { length } = this;
    if (length === 0 || length > maxLength) return undefined;
    for (let at = this.#from; at < this.#to; at++) {
      const byte = this.#buffer[at] as number;
      if (byte < BLANK || byte === DELETE) return undefined;
    }
    return this.text();
  }

  /** The word at hand as a decimal number from 0 to `max`, which is below 2^53; NaN where it is none. */
  number(max: number): number {
    const { length } = this;
    if (length === 0 || length > MOST_DIGITS) return Number.NaN;
    let value = 0;
    for (let at = this.#from; at < this.#to; at++) {
      const digit = (this.#buffer[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return Number.NaN;
      value = value * 10 + digit;
    }
    return value <= max ? value : Number.NaN;
  }

  /** The same with a minus sign allowed. */
  signed(max: number): number {
    if (this.#buffer[this.#from] !== MINUS || this.length < 2) return this.number(max);
    this.#from += 1;
    return -this.number(max);
  }

  /** The word at hand as a decimal number below 2^64; undefined where it is none. */
  uint64(): bigint | undefined {
    const { length } = this;
    if (length <= MOST_DIGITS) {
      const small = this.number(Number.MAX_SAFE_INTEGER);
      return Number.isNaN(small) ? undefined : BigInt(small);
    }
    if (length > 20) return undefined;
    const text = this.text();
    if (!/^\d+$/.test(text)) return undefined;
    const value = BigInt(text);
    return value < 2n ** 64n ? value : undefined;
  }
}

const NOTHING = new Uint8Array(0);
export const CARRIAGE_RETURN = 0x0d;
export const BLANK = 0x20;
export const DELETE = 0x7f;
const ZERO = 0x30;
const MINUS = 0x2d;
/** That many always fit into a number exactly. */
const MOST_DIGITS = 15;
