/**
 * The bytes that have arrived and have not been read: a list of chunks with a cursor.
 *
 * Nothing is concatenated as bytes arrive, with one exception that keeps trickled input small and linear: a short chunk
 * that has to wait is appended to a buffer of our own. That buffer only grows at its end, so views of it never change.
 * A frame that lies in one chunk is read in place; one that crosses chunks is copied once, when it is complete.
 */
import { EMPTY, type Frame, viewOf } from './frame.js';

export class ByteQueue {
  /** Bytes waiting. */
  length = 0;
  /** Bytes read since the beginning: the offset in the stream of the next byte. */
  offset = 0;

  // The chunk being read, apart from the list: most of the time it is the only one.
  #head: Uint8Array = EMPTY;
  #cursor = 0;
  #end = 0;
  #rest: Chunk[] | undefined;
  #restAt = 0;
  /** The last chunk, when it is a buffer of our own with room behind its end. */
  #spare: Uint8Array | undefined;
  /** How many of the waiting bytes are known not to begin what was last looked for, and what that was. */
  #scanned = 0;
  #soughtLast: unknown;

  /** How many chunks are held. Bounded by the bytes held: short chunks are joined. */
  get chunks(): number {
    return (this.length > 0 ? 1 : 0) + (this.#rest === undefined ? 0 : this.#rest.length - this.#restAt);
  }

  /** Takes a chunk for keeps: it must not be written to any more. */
  push(chunk: Uint8Array): void {
    const size = chunk.length;
    if (size === 0) return;
    if (this.length === 0) {
      this.#spare = undefined;
      this.#setHead(chunk, size);
    } else if (size < SHORT) {
      this.#append(chunk);
    } else {
      this.#spare = undefined;
      this.#list().push({ buffer: chunk, end: size });
    }
    this.length += size;
  }

  /** Moves `frame` over the next `count` bytes, which must be waiting, and reads past them. */
  take(count: number, frame: Frame): void {
    const start = this.#cursor;
    if (start + count <= this.#end) {
      frame.buffer = this.#head;
      frame.start = start;
      frame.end = start + count;
      this.#cursor = start + count;
      this.#consumed(count);
    } else {
      const joined = this.#join(count);
      frame.buffer = joined;
      frame.start = 0;
      frame.end = count;
    }
  }

  /** Reads past `count` bytes, which must be waiting. */
  skip(count: number): void {
    let left = count;
    while (left > 0) {
      const step = Math.min(left, this.#end - this.#cursor);
      this.#cursor += step;
      left -= step;
      this.#consumed(step);
    }
  }

  /** Moves `frame` over as many bytes, up to `max`, as lie in one piece, and reads past them. The queue must not be empty. */
  takePiece(max: number, frame: Frame): void {
    this.take(Math.min(max, this.#end - this.#cursor), frame);
  }

  /**
   * Where `delimiter` begins among the waiting bytes, or -1. Remembers how far it has looked: over all calls each byte is
   * looked at a bounded number of times, however the bytes arrive.
   */
  indexOf(delimiter: Uint8Array): number {
    this.#seek(delimiter);
    const first = delimiter[0] as number;
    let base = 0;
    let buffer = this.#head;
    let from = this.#cursor;
    let end = this.#end;
    for (let next = this.#restAt; ; next++) {
      const size = end - from;
      if (base + size > this.#scanned) {
        let at = from + Math.max(0, this.#scanned - base);
        for (;;) {
          at = findByte(buffer, first, at, end);
          if (at < 0) break;
          const found = base + at - from;
          if (found + delimiter.length > this.length) {
            this.#scanned = found;
            return -1;
          }
          if (delimiter.length === 1 || this.#matches(delimiter, found)) {
            this.#scanned = found;
            return found;
          }
          at += 1;
        }
        this.#scanned = base + size;
      }
      base += size;
      const chunk = this.#rest?.[next];
      if (chunk === undefined) return -1;
      buffer = chunk.buffer;
      from = 0;
      end = chunk.end;
    }
  }

  /** Where the first byte is for which `isLast` holds, or -1. Remembers how far it has looked, as {@link indexOf}. */
  indexWhere(isLast: (byte: number) => boolean): number {
    this.#seek(isLast);
    for (; this.#scanned < this.length; this.#scanned++) {
      if (isLast(this.#byte(this.#scanned))) return this.#scanned;
    }
    return -1;
  }

  /** How far was looked without finding: what was looked for begins nowhere before. */
  get scanned(): number {
    return this.#scanned;
  }

  /** Forgets everything that is waiting. */
  clear(): void {
    this.offset += this.length;
    this.length = 0;
    this.#scanned = 0;
    this.#release();
  }

  /** What is known of one thing says nothing of another. */
  #seek(sought: unknown): void {
    if (this.#soughtLast === sought) return;
    this.#soughtLast = sought;
    this.#scanned = 0;
  }

  #matches(delimiter: Uint8Array, found: number): boolean {
    for (let i = 1; i < delimiter.length; i++) if (this.#byte(found + i) !== delimiter[i]) return false;
    return true;
  }

  #byte(index: number): number {
    let left = index + this.#cursor;
    if (left < this.#end) return this.#head[left] as number;
    left -= this.#end;
    for (let next = this.#restAt; ; next++) {
      const chunk = this.#rest?.[next] as Chunk;
      if (left < chunk.end) return chunk.buffer[left] as number;
      left -= chunk.end;
    }
  }

  #consumed(count: number): void {
    this.length -= count;
    this.offset += count;
    this.#scanned = this.#scanned > count ? this.#scanned - count : 0;
    if (this.#cursor === this.#end) this.#nextChunk();
  }

  #nextChunk(): void {
    const rest = this.#rest;
    const chunk = rest?.[this.#restAt];
    if (rest === undefined || chunk === undefined) {
      this.#release();
      return;
    }
    rest[this.#restAt] = SPENT;
    this.#restAt += 1;
    this.#setHead(chunk.buffer, chunk.end);
    if (this.#restAt === rest.length) {
      this.#rest = undefined;
      this.#restAt = 0;
    } else if (this.#restAt > 64 && this.#restAt * 2 > rest.length) {
      // Amortised: each entry is moved at most once for every entry that was read.
      rest.splice(0, this.#restAt);
      this.#restAt = 0;
    }
  }

  #join(count: number): Uint8Array {
    const joined = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const step = Math.min(count - filled, this.#end - this.#cursor);
      joined.set(viewOf(this.#head, this.#cursor, this.#cursor + step), filled);
      this.#cursor += step;
      filled += step;
      this.#consumed(step);
    }
    return joined;
  }

  #append(chunk: Uint8Array): void {
    const rest = this.#list();
    const last = rest[rest.length - 1];
    const used = last?.end ?? 0;
    if (last !== undefined && this.#spare === last.buffer && used + chunk.length <= last.buffer.length) {
      last.buffer.set(chunk, used);
      last.end += chunk.length;
      return;
    }
    const buffer = new Uint8Array(this.#spare === undefined ? FIRST_SPARE : NEXT_SPARE);
    buffer.set(chunk);
    rest.push({ buffer, end: chunk.length });
    this.#spare = buffer;
  }

  #list(): Chunk[] {
    if (this.#rest === undefined) {
      this.#rest = [];
      this.#restAt = 0;
    }
    return this.#rest;
  }

  #setHead(buffer: Uint8Array, end: number): void {
    this.#head = buffer;
    this.#cursor = 0;
    this.#end = end;
  }

  #release(): void {
    this.#head = EMPTY;
    this.#cursor = 0;
    this.#end = 0;
    this.#rest = undefined;
    this.#restAt = 0;
    this.#spare = undefined;
  }
}

/** Never looks behind `end`: a buffer of our own may have much room there. */
function findByte(buffer: Uint8Array, byte: number, from: number, end: number): number {
  if (end - from > NATIVE_SEARCH && end === buffer.length) return buffer.indexOf(byte, from);
  for (let at = from; at < end; at++) if (buffer[at] === byte) return at;
  return -1;
}

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

/** From this length on the native search beats a loop. */
const NATIVE_SEARCH = 32;

const SPENT: Chunk = { buffer: EMPTY, end: 0 };
