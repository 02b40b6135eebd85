/**
 * A frame as a codec sees it: a window on bytes that lie in one piece.
 *
 * The connection moves one and the same object over the input, so a frame is good only during the call it was passed to.
 * {@link Frame.bytes} gives what may be kept. Reading outside of the frame throws a RangeError: it is a mistake in the
 * codec, whatever the remote sent.
 */
import { remoteError } from '../errors/core-errors.js';
import { decodeLatin1, decodeUtf8 } from './text.js';

export class Frame {
  /** The memory around the frame. Read only; only `start` to `end` belongs to the frame. */
  buffer: Uint8Array = EMPTY;
  /** Where the frame starts in `buffer`. */
  start = 0;
  /** Where it ends (exclusive) in `buffer`. */
  end = 0;

  /** Length in bytes. */
  get length(): number {
    return this.end - this.start;
  }

  uint8(at: number): number {
    return this.buffer[this.#at(at, 1)] as number;
  }

  uint16(at: number, littleEndian = false): number {
    const i = this.#at(at, 2);
    const first = this.buffer[i] as number;
    const second = this.buffer[i + 1] as number;
    return littleEndian ? (second << 8) | first : (first << 8) | second;
  }

  uint32(at: number, littleEndian = false): number {
    const high = this.uint16(littleEndian ? at + 2 : at, littleEndian);
    const low = this.uint16(littleEndian ? at : at + 2, littleEndian);
    return high * 0x1_0000 + low;
  }

  uint64(at: number, littleEndian = false): bigint {
    const high = this.uint32(littleEndian ? at + 4 : at, littleEndian);
    const low = this.uint32(littleEndian ? at : at + 4, littleEndian);
    return (BigInt(high) << 32n) | BigInt(low);
  }

  /** The frame, or the part from `from` to `to`, as strict UTF-8. @throws RemoteError `not-utf8`. */
  text(from = 0, to = this.length): string {
    const start = this.#at(from, to - from);
    try {
      return decodeUtf8(this.buffer, start, start + to - from);
    } catch (cause) {
      throw remoteError('not-utf8', undefined, { cause });
    }
  }

  /** The frame, or the part from `from` to `to`, as ISO 8859-1 (of which ASCII is a part). Never fails. */
  latin1(from = 0, to = this.length): string {
    const start = this.#at(from, to - from);
    return decodeLatin1(this.buffer, start, start + to - from);
  }

  /** The frame, or the part from `from` to `to`, as bytes that stay valid and unchanged for ever. */
  bytes(from = 0, to = this.length): Uint8Array {
    const start = this.#at(from, to - from);
    return viewOf(this.buffer, start, start + to - from);
  }

  #at(at: number, count: number): number {
    const start = this.start + at;
    if (!(at >= 0 && count >= 0 && start + count <= this.end)) {
      throw new RangeError(`bytes ${at} to ${at + count} do not lie in a frame of ${this.length} bytes`);
    }
    return start;
  }
}

/** A plain `Uint8Array`, also where the chunk is of a subclass (Node's Buffer) with other habits. */
export function viewOf(buffer: Uint8Array, start: number, end: number): Uint8Array {
  if (viewed !== buffer) {
    viewed = buffer;
    memory = buffer.buffer;
    base = buffer.byteOffset;
  }
  return new Uint8Array(memory, base + start, end - start);
}

export const EMPTY = new Uint8Array(0);
// To ask a typed array where it lies takes as long as to make a view, and many views are made of one chunk. So that of the last
// one is kept (and with it that one chunk).
let viewed: Uint8Array = EMPTY;
let memory: ArrayBufferLike = EMPTY.buffer;
let base = 0;
