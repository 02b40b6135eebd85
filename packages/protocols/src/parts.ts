/** Names the parts of a frame from its first byte on. */
import type { CapturedFrame, FrameField } from '@wirechart/core';

export class Parts {
  readonly list: FrameField[] = [];
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Where the next part begins. */
  at = 0;

  constructor({ bytes, length }: Pick<CapturedFrame, 'bytes' | 'length'>) {
    this.bytes = bytes;
    this.length = length;
  }

  /** Whether there is a next byte that is kept. */
  get goesOn(): boolean {
    return this.at < this.bytes.length;
  }

  /** Whether so many bytes are kept from here. */
  has(length: number): boolean {
    return this.at + length <= this.bytes.length;
  }

  /** A byte from here; 0 where it is not kept. */
  byte(offset = 0): number {
    return this.bytes[this.at + offset] ?? 0;
  }

  /** Big-endian, of so many bytes from here. */
  number(length: number): number {
    let value = 0;
    for (let offset = 0; offset < length; offset++) value = value * 256 + this.byte(offset);
    return value;
  }

  /** So many bytes from here, at most 128 of those that are kept, a character for each. */
  text(length: number): string {
    return String.fromCharCode(...this.bytes.subarray(this.at, this.at + Math.min(length, LONGEST_WORD)));
  }

  /** How far it is to a byte, as far as is kept; to the end of the frame where there is none before `end`. */
  before(code: number, end = this.length): number {
    const place = this.bytes.indexOf(code, this.at);
    return (place < 0 || place > end ? end : place) - this.at;
  }

  /** The next part. What is longer than the frame is cut, and one without bytes is none. */
  take(name: string, length: number): this {
    const own = Math.min(length, this.length - this.at);
    if (own > 0) {
      this.list.push({ name, length: own });
      this.at += own;
    }
    return this;
  }

  rest(name: string): this {
    return this.take(name, this.length);
  }

  /** Where the line ends that begins here, without its CRLF or LF. */
  lineEnd(): number {
    const end = this.at + this.before(LF);
    return end < this.length && end > this.at && this.bytes[end - 1] === CR ? end - 1 : end;
  }

  /** What is left of a line, and its end: CRLF or LF. */
  line(name: string): this {
    this.take(name, this.lineEnd() - this.at);
    return this.take('line end', this.before(LF) + 1);
  }

  /**
   * A line of words with blanks between them.
   *
   * @param nameOf what the word is called, given its place among them and (the beginning of) itself; undefined for what all is that is
   *   left is called the same, `rest`
   */
  words(nameOf: (place: number, word: string) => string | undefined, rest = ''): this {
    const end = this.lineEnd();
    for (let place = 0; this.at < end; place++) {
      let blanks = 0;
      while (this.byte(blanks) === BLANK) blanks += 1;
      this.take('space', Math.min(blanks, end - this.at));
      const length = this.before(BLANK, end);
      const name = length === 0 ? '' : nameOf(place, this.text(length));
      this.take(name ?? rest, name === undefined ? end - this.at : length);
    }
    return this.line('');
  }
}

const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const LONGEST_WORD = 128;
