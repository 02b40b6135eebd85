/**
 * Lines of strict UTF-8, written by hand: all whole lines of a chunk are checked and decoded in one call, then cut as text.
 */
import { isUtf8 } from 'node:buffer';

const LF = 0x0a;

export class LineSplitter {
  readonly #max: number;
  readonly #onLine: (line: string) => void;
  #pieces: Buffer[] = [];
  #waiting = 0;

  /** @param max longest line in bytes */
  constructor(max: number, onLine: (line: string) => void) {
    this.#max = max;
    this.#onLine = onLine;
  }

  /** @throws RangeError for a line that is too long; TypeError for one that is not UTF-8. The lines before are told. */
  push(chunk: Buffer): void {
    let start = 0;
    if (this.#waiting > 0) {
      const end = chunk.indexOf(LF);
      if (end < 0) return this.#keep(chunk);
      this.#keep(chunk.subarray(0, end + 1));
      const whole = Buffer.concat(this.#pieces, this.#waiting);
      this.#pieces = [];
      this.#waiting = 0;
      this.#lines(whole);
      start = end + 1;
    }
    const last = chunk.lastIndexOf(LF);
    if (last >= start) {
      this.#lines(chunk.subarray(start, last + 1));
      start = last + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** @throws RangeError when a line has no end. */
  end(): void {
    if (this.#waiting > 0) throw new RangeError('truncated');
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting > this.#max + 1) throw new RangeError('line too long');
  }

  /** The bytes end with an LF. */
  #lines(bytes: Buffer): void {
    const text = bytes.toString();
    if (text.includes('\uFFFD') && !isUtf8(bytes)) return this.#linesToTheBad(bytes);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
      // A UTF-16 unit is at most three bytes.
      if (line.length * 3 > this.#max && Buffer.byteLength(line) > this.#max) throw new RangeError('line too long');
      this.#onLine(line);
      start = end + 1;
    }
  }

  #linesToTheBad(bytes: Buffer): never {
    let start = 0;
    for (;;) {
      const next = bytes.indexOf(LF, start) + 1;
      const line = bytes.subarray(start, next);
      if (!isUtf8(line)) throw new TypeError('not UTF-8');
      this.#lines(line);
      start = next;
    }
  }
}
