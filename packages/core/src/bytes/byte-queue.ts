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
  /** How far the waiting bytes are known not to begin what was last looked for, and what that was. */
  #scanned = 0;
  #scannedFor: Sought | undefined;
  /** Where the chunk in which the search goes on begins among the waiting bytes, and its place in the list; 0 is the head. */
  #scanBase = 0;
  #scanIn = 0;

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

  /** Moves `frame` over the next `count` bytes, which must be waiting, and leaves them there. */
  peek(count: number, frame: Frame): void {
    const start = this.#cursor;
    if (start + count <= this.#end) {
      frame.buffer = this.#head;
      frame.start = start;
      frame.end = start + count;
      return;
    }
    const joined = new Uint8Array(count);
    joined.set(viewOf(this.#head, start, this.#end));
    let filled = this.#end - start;
    for (let at = this.#restAt; filled < count; at++) {
      const chunk = this.#rest?.[at] as Chunk;
      const step = Math.min(count - filled, chunk.end);
      joined.set(viewOf(chunk.buffer, 0, step), filled);
      filled += step;
    }
    frame.buffer = joined;
    frame.start = 0;
    frame.end = count;
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
   * Where a delimiter begins among the waiting bytes, or the first byte is for which a function holds; or -1. Remembers how
   * far it has looked for this very thing, and in which chunk: over all calls each byte and each chunk is looked at a
   * bounded number of times, however they arrive.
   */
  indexOf(sought: Sought): number {
    if (sought !== this.#scannedFor) this.#scanAfresh(sought);
    const isByte = typeof sought === 'function';
    const size = isByte ? 1 : sought.length;
    let base = this.#scanBase;
    const scanned = base === 0 ? undefined : this.#rest?.[this.#scanIn];
    let next = scanned === undefined ? this.#restAt : this.#scanIn + 1;
    let buffer = scanned === undefined ? this.#head : scanned.buffer;
    let from = scanned === undefined ? this.#cursor : 0;
    let end = scanned === undefined ? this.#end : scanned.end;
    for (;;) {
      let at = from + this.#scanned - base;
      for (;;) {
        at = isByte ? findWhere(buffer, sought, at, end) : findByte(buffer, sought[0] as number, at, end);
        if (at < 0) break;
        const found = base + at - from;
        const whole = found + size <= this.length;
        if (!whole || isByte || this.#matches(sought, buffer, at, end, next)) {
          this.#scanned = found;
          this.#scanBase = base;
          this.#scanIn = next - 1;
          return whole ? found : -1;
        }
        at += 1;
      }
      this.#scanned = base + end - from;
      const chunk = this.#rest?.[next];
      if (chunk === undefined) {
        this.#scanBase = base;
        this.#scanIn = next - 1;
        return -1;
      }
      base = this.#scanned;
      buffer = chunk.buffer;
      from = 0;
      end = chunk.end;
      next += 1;
    }
  }

  /** How far {@link indexOf} has looked without finding: what was looked for begins nowhere before. */
  get scanned(): number {
    return this.#scanned;
  }

  /** Forgets everything that is waiting; it does not count as read. */
  clear(): void {
    this.length = 0;
    this.#scanned = 0;
    this.#scanBase = 0;
    this.#release();
  }

  #scanAfresh(sought: Sought): void {
    this.#scannedFor = sought;
    this.#scanned = 0;
    this.#scanBase = 0;
  }

  /** Whether the delimiter, all of which is waiting, goes on behind its first byte at `at`; `next` is the following chunk. */
  #matches(delimiter: Uint8Array, buffer: Uint8Array, at: number, end: number, next: number): boolean {
    for (let i = 1; i < delimiter.length; i++) {
      at += 1;
      if (at === end) {
        const chunk = this.#rest?.[next] as Chunk;
        next += 1;
        buffer = chunk.buffer;
        end = chunk.end;
        at = 0;
      }
      if (buffer[at] !== delimiter[i]) return false;
    }
    return true;
  }

  #consumed(count: number): void {
    this.length -= count;
    this.offset += count;
    this.#scanned = this.#scanned > count ? this.#scanned - count : 0;
    this.#scanBase = this.#scanBase > count ? this.#scanBase - count : 0;
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
      this.#scanIn -= this.#restAt;
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

/** A delimiter of at least one byte, or what tells a byte. */
export type Sought = Uint8Array | ((byte: number) => boolean);

function findWhere(buffer: Uint8Array, holds: (byte: number) => boolean, from: number, end: number): number {
  for (let at = from; at < end; at++) if (holds(buffer[at] as number)) return at;
  return -1;
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
