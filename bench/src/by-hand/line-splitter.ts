/** Lines of strict UTF-8, written by hand. */
import { isUtf8 } from 'node:buffer';

const LF = 0x0a;
const CR = 0x0d;

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

  /** @throws RangeError for a line that is too long; TypeError for one that is not UTF-8. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      if (this.#waiting === 0) this.#line(chunk, start, end);
      else {
        this.#keep(chunk.subarray(start, end));
        const whole = Buffer.concat(this.#pieces, this.#waiting);
        this.#pieces = [];
        this.#waiting = 0;
        this.#line(whole, 0, whole.length);
      }
      start = end + 1;
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
    if (this.#waiting > this.#max) throw new RangeError('line too long');
  }

  #line(buffer: Buffer, start: number, lineFeed: number): void {
    const end = lineFeed > start && buffer[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    if (end - start > this.#max) throw new RangeError('line too long');
    const text = buffer.toString('utf8', start, end);
    if (text.includes('\uFFFD') && !isUtf8(buffer.subarray(start, end))) throw new TypeError('not UTF-8');
    this.#onLine(text);
  }
}
