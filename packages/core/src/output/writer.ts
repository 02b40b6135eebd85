/**
 * Where an encoder writes: the output of one connection that the transport has not taken yet.
 *
 * Small values go into a slab of memory that all writers share in turn; what a connection wrote without another one in
 * between lies in one piece, so a turn with a hundred small replies is one write. A slab is never written twice. Large
 * byte arrays are not copied: they must not be changed after they were given to {@link ByteWriter.bytes}.
 */
import { encodeAsciiInto, encodeUtf8, encodeUtf8Into } from '../bytes/text.js';

export class ByteWriter {
  /** Bytes written and not yet taken. */
  length = 0;
  /** How many there may be: who writes more is stopped there, and not when all is written; with {@link SHUT}, at once. @internal */
  most = Number.POSITIVE_INFINITY;
  /** Whether something of no length was written: that is something too. @internal */
  wroteEmpty = false;

  #segments: Uint8Array[] | undefined;
  // The open segment: it lies in `#slab` from `#start` to `#end`, and can grow while it ends where the slab is filled to.
  #slab: Uint8Array | undefined;
  #start = 0;
  #end = 0;

  uint8(value: number): this {
    checkInteger(value, 0xff);
    const at = this.#room(1);
    (this.#slab as Uint8Array)[at] = value;
    return this.#wrote(1);
  }

  uint16(value: number, littleEndian = false): this {
    checkInteger(value, 0xffff);
    return this.#integer(value, 2, littleEndian);
  }

  uint32(value: number, littleEndian = false): this {
    checkInteger(value, 0xffff_ffff);
    return this.#integer(value, 4, littleEndian);
  }

  uint64(value: bigint, littleEndian = false): this {
    if (typeof value !== 'bigint') throw new TypeError(`a bigint is written as 8 bytes, not ${kindOf(value)}`);
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError(`${value} does not fit into 8 bytes`);
    const high = Number(value >> 32n);
    const low = Number(value & 0xffff_ffffn);
    return littleEndian ? this.uint32(low, true).uint32(high, true) : this.uint32(high).uint32(low);
  }

  /** Writes text as UTF-8. A lone surrogate becomes U+FFFD. */
  text(text: string): this {
    checkText(text);
    const most = text.length * 3;
    if (most > LARGE) return this.bytes(encodeUtf8(text));
    const at = this.#room(most);
    return this.#wrote(encodeUtf8Into(text, this.#slab as Uint8Array, at));
  }

  /** Writes text as ISO 8859-1: a byte for each UTF-16 unit. @throws RangeError for text that has others. */
  latin1(text: string): this {
    checkText(text);
    const { length } = text;
    const at = this.#room(length);
    const slab = this.#slab as Uint8Array;
    if (encodeAsciiInto(text, slab, at)) return this.#wrote(length);
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0xff) throw new RangeError(`${JSON.stringify(text[i])} is not in ISO 8859-1`);
      slab[at + i] = unit;
    }
    return this.#wrote(length);
  }

  /** Writes bytes. From 4 KiB on they are not copied and must stay as they are until they are sent. */
  bytes(bytes: Uint8Array): this {
    checkBytes(bytes);
    if (bytes.length >= BY_REFERENCE) {
      this.#close();
      this.#list().push(bytes);
      this.#grow(bytes.length);
      return this;
    }
    const at = this.#room(bytes.length);
    copyInto.call(this.#slab as Uint8Array, bytes, at);
    return this.#wrote(bytes.length);
  }

  /**
   * Has `write` put a value of unknown length straight into memory: from `at` on, neither before it nor past the end of `memory`,
   * of which it keeps nothing. It returns the place after the last byte, or a negative number where the value does not fit or is not
   * for it, whatever it has put there by then. It is then called once more, with other memory, if this had less than 16 KiB.
   *
   * Returns whether the value was written; after false it must be written in another way. What `write` throws comes through, and
   * the value was not written.
   *
   * @throws RangeError when `write` returns what is no such place.
   */
  fill<TValue>(write: (value: TValue, memory: Uint8Array, at: number) => number, value: TValue): boolean {
    for (;;) {
      const memory = shared;
      const at = filled;
      // All of it is lent: `write` may call what writes to this writer, or to another one.
      filled = memory.length;
      let end = at;
      try {
        const told = write(value, memory, at);
        checkEnd(told, at, memory.length);
        end = told;
      } finally {
        // Nothing is kept of what was not written, be it refused, thrown or nonsense.
        if (shared === memory) filled = Math.max(at, end);
      }
      const untouched = shared === memory;
      if (end >= 0) {
        this.#append(memory, at, end);
        return true;
      }
      if (memory.length - at >= LARGE) return false;
      if (untouched) renew(SLAB);
    }
  }

  /** Takes everything out, in pieces as they lie in memory. */
  take(): readonly Uint8Array[] {
    this.#close();
    const segments = this.#segments ?? [];
    this.#segments = undefined;
    this.#slab = undefined;
    this.length = 0;
    return segments;
  }

  /** Forgets what was written beyond `length`: an encoder that failed half-way leaves nothing behind. */
  truncate(length: number): void {
    let surplus = this.length - length;
    this.length = length;
    const open = Math.min(surplus, this.#slab === undefined ? 0 : this.#end - this.#start);
    // The memory is free again, unless somebody else has written after it.
    if (this.#slab === shared && this.#end === filled) filled -= open;
    this.#end -= open;
    surplus -= open;
    while (surplus > 0) {
      const last = this.#segments?.pop() as Uint8Array;
      if (last.length > surplus) this.#list().push(last.subarray(0, last.length - surplus));
      surplus -= last.length;
    }
  }

  #integer(value: number, width: number, littleEndian: boolean): this {
    const at = this.#room(width);
    const slab = this.#slab as Uint8Array;
    for (let i = 0; i < width; i++) {
      slab[at + i] = value >>> (8 * (littleEndian ? i : width - 1 - i));
    }
    return this.#wrote(width);
  }

  /** Makes the open segment one that can grow by `count` bytes; returns where they go. */
  #room(count: number): number {
    if (this.#slab === shared && this.#end === filled && filled + count <= shared.length) return filled;
    this.#close();
    if (filled + count > shared.length) renew(Math.max(SLAB, count));
    this.#slab = shared;
    this.#start = filled;
    this.#end = filled;
    return filled;
  }

  #wrote(count: number): this {
    filled += count;
    this.#end = filled;
    this.#grow(count);
    return this;
  }

  /** Goes on with what lies elsewhere in a slab, or where the open segment ends. */
  #append(slab: Uint8Array, start: number, end: number): void {
    if (this.#slab !== slab || this.#end !== start) {
      this.#close();
      this.#slab = slab;
      this.#start = start;
    }
    this.#end = end;
    this.#grow(end - start);
  }

  #grow(count: number): void {
    this.length += count;
    if (count === 0) this.wroteEmpty = true;
    if (this.length > this.most) this.#refuse(count);
  }

  #refuse(count: number): never {
    if (this.most !== SHUT) throw new RangeError(`${this.length} bytes; there may be ${this.most}`);
    this.truncate(this.length - count);
    throw new Error(
      'an encoder that has returned writes nothing more: its message is over, and this may be the next one of anybody',
    );
  }

  #close(): void {
    if (this.#slab !== undefined && this.#end > this.#start) {
      this.#list().push(this.#slab.subarray(this.#start, this.#end));
    }
    this.#start = this.#end;
    this.#slab = undefined;
  }

  #list(): Uint8Array[] {
    this.#segments ??= [];
    return this.#segments;
  }
}

// What enters is checked here, since one wrong number in the place to write to would spoil the output of all connections.

function checkInteger(value: unknown, max: number): void {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max) return;
  const shown = typeof value === 'number' ? value : kindOf(value);
  throw new RangeError(`${shown} is not an integer from 0 to ${max}`);
}

function checkText(text: unknown): void {
  if (typeof text !== 'string') throw new TypeError(`text is a string, not ${kindOf(text)}`);
}

/** Also one of another realm, and no Proxy, nor what only inherits from it. */
function checkBytes(bytes: Uint8Array): void {
  // To ask what kind of view it is takes a call: one that inherits from ours has told already.
  if (ArrayBuffer.isView(bytes) && bytes instanceof Uint8Array && bytes.length === bytes.byteLength) return;
  if (!ArrayBuffer.isView(bytes) || bytes[Symbol.toStringTag] !== 'Uint8Array')
    throw new TypeError(`bytes are a Uint8Array, not ${kindOf(bytes)}`);
  if (bytes.length !== bytes.byteLength) throw new TypeError('bytes have the length that they say');
}

function checkEnd(end: unknown, at: number, most: number): void {
  if (Number.isInteger(end) && ((end as number) < 0 || ((end as number) >= at && (end as number) <= most))) return;
  throw new RangeError(
    `what was written ends at ${typeof end === 'number' ? end : kindOf(end)}, not from ${at} to ${most}`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object of another kind' : `a value of type ${typeof value}`;
}

/** As {@link ByteWriter.most} of a writer that nobody was given to write to. @internal */
export const SHUT = -1;
// The engine looks a method of byte arrays up at each use. It works only on memory that is made as it was: who counts what is done with
// bytes puts another `Uint8Array` in its place for a while, and memory that is made meanwhile is kept.
const Bytes = Uint8Array;
const { set: copyInto } = Bytes.prototype;

const SLAB = 64 * 1024;
/** Text that may take more than this gets memory of its own; what does not fit into as much is not filled in. */
const LARGE = 16 * 1024;
/** From here on copying costs more than one more piece in a vectored write. */
const BY_REFERENCE = 4 * 1024;

let shared = new Bytes(SLAB);
let filled = 0;

function renew(size: number): void {
  shared = new Bytes(size);
  filled = 0;
}
