/**
 * The bytes that have arrived and have not been read: a list of chunks with a cursor.
 *
 * Nothing is concatenated as bytes arrive, with one exception that keeps trickled input small and linear: a short chunk
 * that has to wait is appended to a buffer of our own. That buffer only grows at its end, so views of it never change.
 * A frame that lies in one chunk is read in place; one that crosses chunks is copied once, when it is complete.
 */

import { isNative } from '../bytes/text.js';
import { dataViewOf, EMPTY, viewOf } from '../bytes/views.js';
import * as stretch from './text-stretch.js';
import { ByteWindow } from './window.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { indexInText, reachesEnd } = stretch;

export class ByteQueue {
  // The chunk being read, apart from the list: most of the time it is the only one. Functions that are generated for a need read
  // on in it.
  /** @internal */
  head: Uint8Array = EMPTY;
  /** @internal */
  cursor = 0;
  /** @internal */
  end = 0;
  /** Where the head begins, as an offset in the stream. @internal */
  headAt = 0;
  #more: Chunk[] | undefined;
  #moreAt = 0;
  /** The offset in the stream where what has arrived ends. */
  #arrived = 0;
  /** The last chunk in the list, when it is a buffer of our own that may have room after its end. */
  #filling: Chunk | undefined;
  /** How large the next such buffer will be. */
  #spareSize = FIRST_SPARE;
  /** Before which offset what was last looked for is known not to begin, and what that was. */
  #scannedTo = 0;
  #scannedFor: Sought | undefined;
  /** The byte that this is, where it is a single one; -1 where it is not. */
  #scannedByte = -1;
  /** The offset of the chunk in which the search goes on, and its place in the list, where that is not the head. */
  #scanAt = 0;
  #scanIn = 0;

  /** @param offset of the first byte in the stream. Default 0 */
  constructor(offset = 0) {
    this.headAt = offset;
    this.#arrived = offset;
  }

  /** Bytes waiting. */
  get length(): number {
    return this.#arrived - this.headAt - this.cursor;
  }

  /** Bytes read since the beginning: the offset in the stream of the next byte. */
  get offset(): number {
    return this.headAt + this.cursor;
  }

  /** Bytes that have arrived since the beginning: the offset in the stream of the next one that does. */
  get arrived(): number {
    return this.#arrived;
  }

  /** How many chunks are held. Bounded by the bytes held: short chunks are joined. */
  get chunks(): number {
    return (this.length > 0 ? 1 : 0) + (this.#more === undefined ? 0 : this.#more.length - this.#moreAt);
  }

  /** Takes a chunk for keeps: it must not be written to any more. */
  push(chunk: Uint8Array): void {
    const size = chunk.length;
    if (size === 0) return;
    if (this.cursor === this.end) {
      this.#forgetSpare();
      this.head = chunk;
      this.end = size;
    } else if (size < SHORT) {
      if (this.join(chunk)) return;
      this.#append(chunk);
    } else {
      this.#forgetSpare();
      this.#list().push({ buffer: chunk, end: size });
    }
    this.#arrived += size;
  }

  /** Takes a chunk if it is short, and there is room for it at the end of the last one. Returns whether it was taken. */
  join(chunk: Uint8Array): boolean {
    const last = this.#filling;
    if (last === undefined) return false;
    const { buffer, end } = last;
    const size = chunk.length;
    if (size >= SHORT || end + size > buffer.length) return false;
    // A call takes longer than to copy a few.
    if (size > FEW) buffer.set(chunk, end);
    else for (let i = 0; i < size; i++) buffer[end + i] = chunk[i] as number;
    last.end = end + size;
    this.#arrived += size;
    return true;
  }

  /** Moves a window over the next `count` bytes, which must be waiting, and reads past them. */
  take(count: number, window = new ByteWindow()): ByteWindow {
    const start = this.cursor;
    const end = start + count;
    if (end <= this.end) {
      window.lay(this.head, start, end, this.end);
      this.cursor = end;
      if (end === this.end) this.nextChunk();
      return window;
    }
    window.lay(this.#copy(count), 0, count, count);
    this.skip(count);
    return window;
  }

  /** As {@link take}, and reads past the `more` bytes after them, which must be waiting too. */
  takeBefore(more: number, count: number, window: ByteWindow): ByteWindow {
    const start = this.cursor;
    const end = start + count;
    if (end + more >= this.end) {
      reachesEnd(this.head, this.end);
      this.take(count, window);
      this.skip(more);
      return window;
    }
    window.lay(this.head, start, end, this.end);
    this.cursor = end + more;
    return window;
  }

  /**
   * Moves a window over the next `count` bytes, which must be waiting, without reading past them; and over all that lies in one
   * piece with them, where they do so themselves. Those that do not are copied.
   */
  peek(count: number, window = new ByteWindow()): ByteWindow {
    const start = this.cursor;
    if (start + count <= this.end) return window.lay(this.head, start, this.end, this.end);
    return window.lay(this.#copy(count), 0, count, count);
  }

  /** Reads past `count` bytes, which must be waiting. */
  skip(count: number): void {
    let left = count;
    while (this.cursor + left >= this.end && left > 0) {
      left -= this.end - this.cursor;
      this.nextChunk();
    }
    this.cursor += left;
  }

  /** Moves a window over as many bytes, up to `max`, as lie in one piece, and reads past them. The queue must not be empty. */
  takePiece(max: number, window?: ByteWindow): ByteWindow {
    return this.take(Math.min(max, this.end - this.cursor), window);
  }

  /**
   * Where a delimiter begins among the waiting bytes, or the first byte is for which a function holds; or -1. Remembers how
   * far it has looked for this very thing, and in which chunk: over all calls each byte and each chunk is looked at a
   * bounded number of times, however they arrive.
   */
  indexOf(sought: Sought): number {
    if (sought !== this.#scannedFor) {
      this.#scannedFor = sought;
      this.#scannedByte = typeof sought !== 'function' && sought.length === 1 ? (sought[0] as number) : -1;
      this.#scannedTo = 0;
      this.#scanAt = 0;
    }
    const near = this.#inHead();
    return near < 0 ? this.#search(sought) : near;
  }

  /** Finds a single byte in the head if nothing was looked at before: the usual case of a short frame in a long chunk. */
  #inHead(): number {
    const cursor = this.cursor;
    if (this.#scannedByte < 0 || this.#scannedTo > this.headAt + cursor) return -1;
    const at = findByte(this.head, this.#scannedByte, cursor, this.end);
    if (at < 0) return -1;
    this.#scannedTo = this.headAt + at;
    return at - cursor;
  }

  /**
   * As {@link indexOf} of a single character of ASCII, where text around was decoded already; or -1, which says nothing. It remembers
   * nothing: whoever finds the byte is to read past it, and whoever does not is to look with {@link indexOf}.
   */
  indexInText(character: string): number {
    const cursor = this.cursor;
    if (this.#scannedTo > this.headAt + cursor) return -1;
    const at = indexInText(this.head, character, cursor, this.end);
    return at < 0 ? -1 : at - cursor;
  }

  #search(sought: Sought): number {
    const isByte = typeof sought === 'function';
    const size = isByte ? 1 : sought.length;
    const { offset } = this;
    // Offset of the chunk at hand, and its place in the list; that of the head is before all others.
    let chunkAt = this.headAt;
    let place = this.#moreAt - 1;
    let buffer = this.head;
    let end = this.end;
    if (this.#scanAt > chunkAt) {
      chunkAt = this.#scanAt;
      place = this.#scanIn;
      ({ buffer, end } = (this.#more as Chunk[])[place] as Chunk);
    }
    let at = Math.max(this.#scannedTo, offset) - chunkAt;
    for (;;) {
      at = isByte ? findWhere(buffer, sought, at, end) : findByte(buffer, sought[0] as number, at, end);
      if (at >= 0) {
        const found = chunkAt + at;
        const isWhole = found + size <= this.#arrived;
        if (isWhole && size > 1 && !this.#matches(sought as Uint8Array, buffer, at, end, place + 1)) {
          at += 1;
          continue;
        }
        this.#scannedTo = found;
        this.#scanAt = chunkAt;
        this.#scanIn = place;
        return isWhole ? found - offset : -1;
      }
      const chunk = this.#more?.[place + 1];
      if (chunk === undefined) break;
      place += 1;
      chunkAt += end;
      ({ buffer, end } = chunk);
      at = 0;
    }
    this.#scannedTo = this.#arrived;
    this.#scanAt = chunkAt;
    this.#scanIn = place;
    return -1;
  }

  /** How far {@link indexOf} has looked without finding: what was looked for begins nowhere before. */
  get scanned(): number {
    return Math.max(0, this.#scannedTo - this.offset);
  }

  /** Forgets everything that is waiting; it does not count as read. */
  clear(): void {
    this.headAt = this.offset;
    this.#arrived = this.headAt;
    this.#scannedTo = 0;
    this.#scanAt = 0;
    this.#release();
  }

  /** Whether the delimiter, all of which is waiting, goes on after its first byte at `at`; `next` is the following chunk. */
  #matches(delimiter: Uint8Array, buffer: Uint8Array, at: number, end: number, next: number): boolean {
    for (let i = 1; i < delimiter.length; i++) {
      at += 1;
      if (at === end) {
        const chunk = this.#more?.[next] as Chunk;
        next += 1;
        buffer = chunk.buffer;
        end = chunk.end;
        at = 0;
      }
      if (buffer[at] !== delimiter[i]) return false;
    }
    return true;
  }

  /** All of the head was read. @internal */
  nextChunk(): void {
    this.headAt += this.end;
    const more = this.#more;
    const chunk = more?.[this.#moreAt];
    if (more === undefined || chunk === undefined) {
      this.#release();
      return;
    }
    if (chunk === this.#filling) this.#filling = undefined;
    more[this.#moreAt] = SPENT;
    this.#moreAt += 1;
    this.head = chunk.buffer;
    this.cursor = 0;
    this.end = chunk.end;
    if (this.#moreAt === more.length) {
      this.#more = undefined;
      this.#moreAt = 0;
    } else if (this.#moreAt > 64 && this.#moreAt * 2 > more.length) {
      // Amortised: each entry is moved at most once for every entry that was read.
      more.splice(0, this.#moreAt);
      this.#scanIn -= this.#moreAt;
      this.#moreAt = 0;
    }
  }

  #copy(count: number): Uint8Array {
    const copy = new Uint8Array(count);
    copy.set(viewOf(this.head, this.cursor, this.end));
    let filled = this.end - this.cursor;
    for (let next = this.#moreAt; filled < count; next++) {
      const { buffer, end } = (this.#more as Chunk[])[next] as Chunk;
      const step = Math.min(count - filled, end);
      copy.set(viewOf(buffer, 0, step), filled);
      filled += step;
    }
    return copy;
  }

  #append(chunk: Uint8Array): void {
    const buffer = new Uint8Array(this.#spareSize);
    buffer.set(chunk);
    this.#filling = { buffer, end: chunk.length };
    this.#spareSize = NEXT_SPARE;
    this.#list().push(this.#filling);
  }

  #forgetSpare(): void {
    this.#filling = undefined;
    this.#spareSize = FIRST_SPARE;
  }

  #list(): Chunk[] {
    if (this.#more === undefined) {
      this.#more = [];
      this.#moreAt = 0;
    }
    return this.#more;
  }

  #release(): void {
    this.head = EMPTY;
    this.cursor = 0;
    this.end = 0;
    this.#more = undefined;
    this.#moreAt = 0;
    this.#forgetSpare();
  }
}

/** A delimiter of at least one byte, or what tells a byte. */
export type Sought = Uint8Array | ((byte: number) => boolean);

function findWhere(buffer: Uint8Array, holds: (byte: number) => boolean, from: number, end: number): number {
  for (let at = from; at < end; at++) if (holds(buffer[at] as number)) return at;
  return -1;
}

/** Never looks past `end`: a buffer of our own may have much room there. */
function findByte(buffer: Uint8Array, byte: number, from: number, end: number): number {
  if (buffer !== searched) {
    searched = buffer;
    native = isNative(buffer);
    size = buffer.length;
  }
  if (native && end === size) return buffer.indexOf(byte, from);
  // What is near is not worth the preparations; a search that goes on after a false start must not read all words again.
  const near = Math.min(from + NEAR, end);
  for (let at = from; at < near; at++) if (buffer[at] === byte) return at;
  return near === end ? -1 : findByteFar(buffer, byte, near, end);
}

/** By words: as fast as the native search where that is only of a plain array. */
function findByteFar(buffer: Uint8Array, byte: number, from: number, end: number): number {
  const view = dataViewOf(buffer);
  const pattern = byte * EACH_BYTE;
  let at = from;
  for (; at + 8 <= end; at += 8) {
    const first = view.getInt32(at, true) ^ pattern;
    const second = view.getInt32(at + 4, true) ^ pattern;
    // A byte is zero where it borrows from its top bit, and had that not set itself.
    if ((((first - EACH_BYTE) & ~first) | ((second - EACH_BYTE) & ~second)) & TOP_BITS) break;
  }
  for (; at < end; at++) if (buffer[at] === byte) return at;
  return -1;
}

let searched = EMPTY;
let native = false;
let size = 0;

interface Chunk {
  readonly buffer: Uint8Array;
  /** Bytes of `buffer` that are filled. */
  end: number;
}

/** A chunk shorter than this is joined to its neighbours when it has to wait; an object that holds it would cost as much. */
const SHORT = 512;
/** A first small buffer for the usual case of one cut, then larger ones for input that keeps trickling. */
const FIRST_SPARE = SHORT;
const NEXT_SPARE = 16 * 1024;

const NEAR = 8;
const FEW = 8;
const EACH_BYTE = 0x0101_0101;
const TOP_BITS = 0x8080_8080;

const SPENT: Chunk = { buffer: EMPTY, end: 0 };
