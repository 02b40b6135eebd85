/**
 * A window on bytes that lie in one piece: how a codec sees a frame, and a {@link FrameReader} what has arrived of one.
 *
 * It is good only during the call that it was passed to; {@link ByteWindow.bytes} gives what may be kept. Offsets are counted from the
 * start of the window. Reading outside of it throws a RangeError: that is a mistake in the codec, whatever the remote sent.
 */

import * as views from '../bytes/views.js';
import { shown } from '../errors/check-arguments.js';
import { remoteError } from '../errors/core-errors.js';
import * as stretch from './text-stretch.js';

// The engine takes a constant of this module for what it is. What is imported, or declared as a function, it looks up at each use.
const { EMPTY, viewOf } = views;
const { latin1Around, utf8Around } = stretch;

export class ByteWindow {
  /** The memory around the window. Read only; only `start` to `end` belongs to it. */
  buffer: Uint8Array;
  /** Where the window starts in `buffer`. */
  start = 0;
  /** Where it ends (exclusive) in `buffer`. */
  end = 0;
  /** Up to where `buffer` is known to hold bytes that never change; 0 where nothing is known. */
  filled = 0;
  /** See `text-stretch.ts`. @internal */
  textBefore = 0;

  constructor(buffer: Uint8Array = EMPTY, start = 0, end = buffer.length, filled = 0) {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    this.filled = filled;
  }

  /** @internal Moves the window. */
  lay(buffer: Uint8Array, start: number, end: number, filled: number): this {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    this.filled = filled;
    return this;
  }

  /** Length in bytes. */
  get length(): number {
    return this.end - this.start;
  }

  uint8(at: number): number {
    return this.buffer[placeIn(this, at, 1)] as number;
  }

  uint16(at: number, littleEndian = false): number {
    const i = placeIn(this, at, 2);
    const first = this.buffer[i] as number;
    const second = this.buffer[i + 1] as number;
    return littleEndian ? (second << 8) | first : (first << 8) | second;
  }

  uint32(at: number, littleEndian = false): number {
    const i = placeIn(this, at, 4);
    const first = this.buffer[i] as number;
    const second = this.buffer[i + 1] as number;
    const third = this.buffer[i + 2] as number;
    const fourth = this.buffer[i + 3] as number;
    return littleEndian
      ? ((fourth << 24) | (third << 16) | (second << 8) | first) >>> 0
      : ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
  }

  uint64(at: number, littleEndian = false): bigint {
    const high = this.uint32(littleEndian ? at + 4 : at, littleEndian);
    const low = this.uint32(littleEndian ? at : at + 4, littleEndian);
    return (BigInt(high) << 32n) | BigInt(low);
  }

  /**
   * All of it, or the part from `from` to `to`, as strict UTF-8. Texts that arrive together may share memory: one that is kept
   * may keep neighbours of it alive: up to 4 KiB, or as much as a chunk of 64 KiB where chunks are read as short texts to their ends.
   *
   * @throws RemoteError `not-utf8`.
   */
  text(from = 0, to = this.end - this.start): string {
    const start = placeIn(this, from, to - from);
    try {
      return utf8Around(this, start, start + to - from);
    } catch (cause) {
      throw remoteError('not-utf8', undefined, { cause });
    }
  }

  /** All of it, or the part from `from` to `to`, as ISO 8859-1 (of which ASCII is a part); as {@link ByteWindow.text}, but never fails. */
  latin1(from = 0, to = this.end - this.start): string {
    const start = placeIn(this, from, to - from);
    return latin1Around(this, start, start + to - from);
  }

  /** All of it, or the part from `from` to `to`, as bytes that stay valid and unchanged for ever. */
  bytes(from = 0, to = this.end - this.start): Uint8Array {
    const start = placeIn(this, from, to - from);
    return viewOf(this.buffer, start, start + to - from);
  }
}

/** Where the part is that lies in the window. Those that call it are so small with it that an engine inlines them. */
const placeIn = (window: ByteWindow, at: number, count: number): number => {
  const start = window.start + at;
  if (at >= 0 && count >= 0 && start + count <= window.end) return start;
  throw outside(window, at, count);
};

function outside({ length }: ByteWindow, at: number, count: number): RangeError {
  const given = [at, at + count];
  if (given.every(Number.isInteger))
    return new RangeError(`bytes ${at} to ${at + count} do not lie in a frame of ${length} bytes`);
  const wrong = given.find((offset) => !Number.isInteger(offset));
  return new RangeError(`an offset in a frame is a number of bytes from 0, not ${shown(wrong)}`);
}
