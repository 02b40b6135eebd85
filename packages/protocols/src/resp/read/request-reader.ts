/** Reads requests: arrays of bulk strings, or lines that a person typed. */
import { type ByteWindow, type FrameReader, type Line, viewOf, type Wanted } from '@wirechart/core';
import { type Command, EMPTY_COMMAND } from '../command.js';
import { respError } from '../errors.js';
import type { RequestBounds } from '../options.js';
import { splitWords } from './inline.js';
import { checkTerminator, LENGTH_LINE, NEGATIVE, NONE, PENDING, readCount, readLength, UNTOLD } from './line.js';
import { ARRAY, BULK, CR, LF, LINE_FEED } from './marks.js';
import { readName } from './name.js';
import { readPlainRequest } from './plain-request.js';

export class RequestReader implements FrameReader<Command> {
  readonly #bounds: RequestBounds;
  readonly #inlineLine: Line;
  /** A request that was read at one go. */
  #plain: Command | undefined;
  /** Arguments that have not arrived; -1 between requests. */
  #left = -1;
  /** Length of the argument whose bytes come next; -1 when it is its length that does. */
  #length = -1;
  /** Undefined until it has arrived. */
  #name: string | undefined;
  #args: Uint8Array[] = [];
  /** Bytes of the arguments so far, the announced one included. */
  #size = 0;

  constructor(bounds: RequestBounds) {
    this.#bounds = bounds;
    this.#inlineLine = { delimiter: LINE_FEED, max: bounds.headerBytes };
  }

  read(window: ByteWindow): Wanted | undefined {
    if (this.#left < 0) {
      const { elements, contentBytes } = this.#bounds;
      this.#plain = readPlainRequest(window, elements, contentBytes);
      if (this.#plain !== undefined) return undefined;
      if (window.buffer[window.start] !== ARRAY) return this.#readInline(window);
      if (!this.#readCount(window)) return LENGTH_LINE;
    }
    const { buffer, end } = window;
    while (this.#left > 0) {
      if (this.#length < 0) {
        if (window.start === end) return 1;
        if (!this.#readLength(window)) return LENGTH_LINE;
      }
      const length = this.#length;
      const { start } = window;
      if (end - start < length + 2) return length + 2;
      checkTerminator(window, length);
      if (this.#name === undefined) this.#name = readName(buffer, start, start + length);
      else this.#args.push(length === 0 ? NOTHING : viewOf(buffer, start, start + length));
      window.start = start + length + 2;
      this.#length = -1;
      this.#left -= 1;
    }
    return undefined;
  }

  get held(): number {
    return this.#size + this.#args.length * ELEMENT_WEIGHS;
  }

  take(): Command {
    const plain = this.#plain;
    if (plain !== undefined) {
      this.#plain = undefined;
      return plain;
    }
    const name = this.#name;
    const command = name === undefined ? EMPTY_COMMAND : { name, args: this.#args };
    this.#left = -1;
    this.#size = 0;
    if (name !== undefined) {
      this.#name = undefined;
      this.#args = [];
    }
    return command;
  }

  #readCount(window: ByteWindow): boolean {
    const { start } = window;
    const count = readCount(window, 'count-invalid');
    if (count === PENDING) return false;
    const { elements } = this.#bounds;
    if (count === UNTOLD || count > elements) {
      window.start = start;
      if (count === UNTOLD) throw respError('count-invalid', '"?"');
      if (count > MOST_ARGUMENTS) throw respError('count-invalid', String(count));
      throw respError('limit-elements', `${count}; option elements is ${elements}`);
    }
    // Any count below 0 is a request of nothing, as `*0` is.
    this.#left = count === NEGATIVE ? 0 : count;
    return true;
  }

  #readLength(window: ByteWindow): boolean {
    const { start } = window;
    if (window.buffer[start] !== BULK) {
      throw respError('bulk-expected', `got '${String.fromCharCode(window.uint8(0))}'`);
    }
    const length = readLength(window, 'length-invalid');
    if (length === PENDING) return false;
    const { contentBytes } = this.#bounds;
    this.#size += length;
    if (length < 0 || this.#size > contentBytes) {
      window.start = start;
      if (length < 0) throw respError('length-invalid', length === NONE ? '"-1"' : '"?"');
      if (length > Math.max(contentBytes, MOST_BYTES)) throw respError('length-invalid', String(length));
      throw respError('limit-content-bytes', `${this.#size} bytes; limit contentBytes is ${contentBytes}`);
    }
    this.#length = length;
    return true;
  }

  #readInline(window: ByteWindow): Wanted | undefined {
    const { buffer, start } = window;
    const { headerBytes } = this.#bounds;
    const limit = Math.min(window.end, start + headerBytes + 1);
    let end = start;
    while (end < limit && buffer[end] !== LF) end += 1;
    if (end - start > headerBytes) {
      throw respError('limit-header-bytes', `more than ${headerBytes} bytes; limit headerBytes is ${headerBytes}`);
    }
    if (end === window.end) return this.#inlineLine;
    const words = splitWords(buffer, start, buffer[end - 1] === CR && end > start ? end - 1 : end);
    const [first, ...args] = words;
    if (first !== undefined) {
      const name = readName(first, 0, first.length);
      if (name === 'POST' || name === 'HOST:') throw respError('http-request');
      this.#name = name;
      this.#args = args;
    }
    window.start = end + 1;
    return undefined;
  }
}

/** A view, and its place in the array. */
const ELEMENT_WEIGHS = 112;
/** One for all, since a view takes a hundred bytes of memory, and a million of them may come in six megabytes. */
const NOTHING = new Uint8Array(0);
/** What is no count, or no length, to Redis 7.0 with its own settings either (`proto-max-bulk-len`). */
const MOST_ARGUMENTS = 2 ** 31 - 1;
const MOST_BYTES = 512 * 1024 * 1024;
