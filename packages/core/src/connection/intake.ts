/**
 * What has arrived and was not read yet, and what it amounts to: given what a state needs, the next event for its machine.
 */
import type { AnyEventObject } from 'xstate';
import { localError, remoteError } from '../errors/core-errors.js';
import { WirechartError } from '../errors/errors.js';
import { ByteQueue } from '../input/queue.js';
import { ByteWindow } from '../input/window.js';
import type { BytesNeed } from '../needs/bytes.js';
import type { FrameReader, Wanted } from '../needs/frame-reader.js';
import type { Need } from '../needs/need.js';
import type { Count } from '../needs/options.js';
import type { RemainderNeed } from '../needs/remainder.js';
import type { StreamNeed } from '../needs/stream.js';
import type { UntilNeed } from '../needs/until.js';
import type { WholeNeed } from '../needs/whole.js';

/** A piece of a stream was read: it is in {@link Intake.piece}, and the machine need not know. */
export const PIECE = 'piece';

export class Intake {
  readonly queue = new ByteQueue();
  /** The frame that the event at hand is about; of no bytes, where the next one begins, when it is about none. */
  frameOffset = 0;
  frameLength = 0;
  /** How many bytes must be waiting before the state can go on; -1 when that is not known. */
  awaited = -1;
  /** Whether the last event was the one that the need names, and not one that says why that cannot be. */
  delivered = false;
  /** What the application gets for the last piece; undefined for nothing. */
  piece: unknown;

  /** What the end of the input is, once it is known: the remote's end, or the error that cut it off. */
  #end: 'eof' | WirechartError | undefined;
  #eofTold = false;
  /** Bytes left of the stream being read; -1 when none is. */
  #streamLeft = -1;
  /** Where the frame begins that a reader is in the middle of; -1 when none is. */
  #wholeFrom = -1;
  #reader: FrameReader<unknown> | undefined;
  /** The need that the reader belongs to. */
  #readerOf: WholeNeed | undefined;
  /** What the reader needs to go on; undefined at the beginning of a frame. */
  #wanted: Wanted | undefined;

  /** Bytes of the frame being read that were dropped already. */
  #dropped = 0;

  /** Takes a chunk for keeps. */
  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /** The error that cut the input off, if one did. */
  get cutOff(): WirechartError | undefined {
    return this.#end instanceof WirechartError ? this.#end : undefined;
  }

  /** No more will arrive. What happens after the first end is no business of this direction. */
  close(end: 'eof' | WirechartError): void {
    this.#end ??= end;
  }

  /** What is told next is not about a frame. */
  leaveFrame(): void {
    this.frameOffset = this.#wholeFrom >= 0 ? this.#wholeFrom : this.queue.offset - this.#dropped;
    this.frameLength = 0;
  }

  /** Another machine reads from here on. */
  restart(): void {
    this.#eofTold = false;
    this.#streamLeft = -1;
    this.#dropped = 0;
    this.#leaveReader();
  }

  /** What the state should be told next, {@link PIECE}, or undefined when what it needs has not arrived. */
  next(need: Need, context: unknown): AnyEventObject | typeof PIECE | undefined {
    if (need.kind !== 'until' || !need.discard) this.#dropped = 0;
    this.frameOffset = this.queue.offset - this.#dropped;
    this.frameLength = 0;
    this.delivered = false;
    switch (need.kind) {
      case 'bytes':
        return this.#bytes(need, context);
      case 'until':
        return this.#until(need, context);
      case 'stream':
        return this.#stream(need, context);
      case 'remainder':
        return this.#remainder(need, context);
      case 'whole':
        return this.#whole(need, context);
    }
  }

  /** Whether more is needed than has arrived, so that reading must go on whatever is held already. */
  isShortOf(need: Need | undefined, context: unknown): boolean {
    if (need === undefined || need.kind === 'stream') return false;
    if (need.kind === 'whole') return need === this.#readerOf && isShort(this.queue.length, this.#wanted);
    if (need.kind === 'bytes') return this.queue.length < foresee(need.count, context);
    const max = foresee(need.max, context);
    return this.queue.length <= (need.kind === 'until' ? max + need.behind : max);
  }

  #bytes(need: BytesNeed, context: unknown): AnyEventObject | undefined {
    const count = resolve(need.count, context);
    // Most are small integers, which is seen soonest.
    if (count >>> 0 !== count && !(count >= 0 && Number.isInteger(count))) return impossible(count);
    if (this.queue.length < count) {
      this.awaited = count;
      return this.#starved();
    }
    if (need.peek) {
      this.queue.peek(count, frame);
      // More may lie in the same piece.
      frame.end = frame.start + count;
    } else this.queue.take(count, frame);
    return this.#deliver(need, context);
  }

  #until(need: UntilNeed, context: unknown): AnyEventObject | undefined {
    const { queue } = this;
    const max = resolve(need.max, context);
    if (!(max >= 0)) return impossible(max);
    const { delimiter, behind } = need;
    // A last byte is of the frame, a delimiter is not.
    const own = behind === 0 ? 1 : 0;
    const found = typeof delimiter === 'function' ? search(queue, delimiter) : queue.indexOf(delimiter);
    if (refusal !== undefined) return malformed(takeRefusal());
    if ((found >= 0 ? found : queue.scanned) + own > max)
      return malformed(remoteError('frame-too-long', `more than ${max} bytes`));
    if (found >= 0) {
      queue.take(found + own, frame);
      queue.skip(behind);
      return this.#deliver(need, context);
    }
    if (need.discard) {
      this.#dropped += queue.scanned;
      queue.skip(queue.scanned);
    }
    if (!need.orEnd || this.#end !== 'eof' || queue.length === 0) {
      this.awaited = max + behind + 1;
      return this.#starved();
    }
    if (queue.length > max) return malformed(remoteError('frame-too-long', `more than ${max} bytes`));
    queue.take(queue.length, frame);
    return this.#deliver(need, context);
  }

  #stream(need: StreamNeed, context: unknown): AnyEventObject | typeof PIECE | undefined {
    if (this.#streamLeft < 0) {
      const count = resolve(need.count, context);
      const whole = Number.isInteger(count) || count === Number.POSITIVE_INFINITY;
      if (!(count >= 0 && whole)) return impossible(count);
      this.#streamLeft = count;
    }
    if (this.#streamLeft === 0) {
      this.#streamLeft = -1;
      return { type: need.event };
    }
    if (this.queue.length === 0) return this.#starved();
    this.queue.takePiece(this.#streamLeft, frame);
    this.#streamLeft -= frame.length;
    const piece = decode(need.piece, context);
    if (refusal !== undefined) return malformed(takeRefusal());
    this.piece = piece;
    return PIECE;
  }

  #remainder(need: RemainderNeed, context: unknown): AnyEventObject | undefined {
    const max = resolve(need.max, context);
    if (!(max >= 0)) return impossible(max);
    if (this.queue.length > max) return malformed(remoteError('frame-too-long', `more than ${max} bytes`));
    if (this.#end !== 'eof' || this.#eofTold) return this.#starved();
    this.#eofTold = true;
    this.queue.take(this.queue.length, frame);
    return this.#deliver(need, context);
  }

  #whole(need: WholeNeed, context: unknown): AnyEventObject | undefined {
    const { queue } = this;
    if (this.#wholeFrom >= 0) this.frameOffset = this.#wholeFrom;
    if (queue.length === 0) return this.#starved();
    if (this.#readerOf !== need && !this.#startReader(need, context)) return impossible(Number.NaN);
    const reader = this.#reader as FrameReader<unknown>;
    if (this.#wholeFrom < 0) this.#wholeFrom = queue.offset;
    this.frameOffset = this.#wholeFrom;
    for (;;) {
      const count = this.#inReach(this.#wanted);
      if (count === 0) return this.#starved();
      queue.peek(count, frame);
      const { start } = frame;
      const size = frame.length;
      const wanted = readOn(reader, frame);
      queue.skip(frame.start - start);
      if (refusal !== undefined) {
        this.frameOffset = queue.offset;
        this.#leaveReader();
        return malformed(takeRefusal());
      }
      if (wanted === undefined) return this.#deliverWhole(need, reader);
      // It would ask for ever for what it has seen already.
      const stuck =
        typeof wanted === 'number' ? !(wanted > frame.length) : frame.length === size && wanted === this.#wanted;
      if (stuck) return malformed(localError('bad-need', 'the reader asks for what it has'));
      this.#wanted = wanted;
    }
  }

  #deliverWhole({ event }: WholeNeed, reader: FrameReader<unknown>): AnyEventObject {
    this.frameLength = this.queue.offset - this.#wholeFrom;
    this.#wholeFrom = -1;
    this.#wanted = undefined;
    try {
      const value = reader.take();
      return { type: typeof event === 'string' ? event : event(value as never), value };
    } catch (cause) {
      return malformed(asRefusal(cause));
    }
  }

  #startReader(need: WholeNeed, context: unknown): boolean {
    this.#leaveReader();
    try {
      this.#reader = need.reader(context as never);
    } catch (cause) {
      mistake = cause;
      return false;
    }
    this.#readerOf = need;
    return true;
  }

  #leaveReader(): void {
    this.#reader = undefined;
    this.#readerOf = undefined;
    this.#wanted = undefined;
    this.#wholeFrom = -1;
  }

  /** How many bytes to show a reader that wants this; 0 when it has not arrived. */
  #inReach(wanted: Wanted | undefined): number {
    const { queue } = this;
    if (wanted === undefined) return 1;
    if (typeof wanted === 'number') return queue.length >= wanted ? wanted : 0;
    const found = queue.indexOf(wanted.delimiter);
    const { delimiter, max } = wanted;
    if (found >= 0 && found <= max) return found + delimiter.length;
    return found > max || queue.scanned > max ? Math.min(queue.length, max + delimiter.length) : 0;
  }

  #deliver(need: BytesNeed | UntilNeed | RemainderNeed, context: unknown): AnyEventObject {
    this.frameLength = this.queue.offset - this.frameOffset;
    this.#dropped = 0;
    const value = decode(need.decode, context);
    if (refusal !== undefined) return malformed(takeRefusal());
    this.delivered = true;
    return { type: need.event, value };
  }

  /** What is needed has not arrived. If it never will, the state must know. */
  #starved(): AnyEventObject | undefined {
    const end = this.#end;
    if (end === undefined) return undefined;
    if (end !== 'eof') return { type: 'reset', error: end };
    if (
      this.queue.length > 0 ||
      this.#dropped > 0 ||
      this.#eofTold ||
      this.#wholeFrom >= 0 ||
      (this.#streamLeft > 0 && this.#streamLeft !== Number.POSITIVE_INFINITY)
    ) {
      return malformed(remoteError('truncated'));
    }
    this.#eofTold = true;
    return { type: 'eof' };
  }
}

/** Whether nothing can come of a need before a byte has arrived, or the end. */
export function needsBytes(need: Need, context: unknown): boolean {
  switch (need.kind) {
    case 'bytes':
      return isKnown(foresee(need.count, context), 1);
    case 'until':
    case 'remainder':
      return isKnown(foresee(need.max, context), 0);
    case 'stream':
      return false;
    case 'whole':
      return true;
  }
}

function isKnown(count: number, least: number): boolean {
  return count >= least && (Number.isInteger(count) || count === Number.POSITIVE_INFINITY);
}

function malformed(error: WirechartError): AnyEventObject {
  return { type: 'malformed', error };
}

/** NaN when the function throws; what it threw is left in {@link mistake}. */
function resolve(count: Count<never>, context: unknown): number {
  if (typeof count === 'number') return count;
  try {
    return count(context as never);
  } catch (cause) {
    mistake = cause;
    return Number.NaN;
  }
}

/** As {@link resolve}, before the need is asked for: what is wrong with it is said then, and not of another need. */
function foresee(count: Count<never>, context: unknown): number {
  const resolved = resolve(count, context);
  mistake = undefined;
  return resolved;
}

function impossible(count: number): AnyEventObject {
  const cause = mistake;
  mistake = undefined;
  if (cause === undefined) return malformed(localError('bad-need', String(count)));
  return malformed(localError('bad-need', String(cause), { cause }));
}

/** Runs a codec on the frame; what it refuses the bytes with is left in {@link refusal}. */
function decode(codec: (frame: ByteWindow, context: never) => unknown, context: unknown): unknown {
  try {
    return codec(frame, context as never);
  } catch (cause) {
    refusal = asRefusal(cause);
    return undefined;
  }
}

/** Searches with a function of the protocol's. */
function search(queue: ByteQueue, sought: (byte: number) => boolean): number {
  try {
    return queue.indexOf(sought);
  } catch (cause) {
    refusal = localError('codec-threw', String(cause), { cause });
    return -1;
  }
}

/** As {@link decode}. A reader must not stand outside of its window. */
function readOn(reader: FrameReader<unknown>, window: ByteWindow): Wanted | undefined {
  const { start, end } = window;
  try {
    const wanted = reader.read(window);
    if (window.start >= start && window.start <= end) return wanted;
    const where = window.start;
    window.start = start;
    throw new RangeError(`the reader went to ${where}, outside of its window from ${start} to ${end}`);
  } catch (cause) {
    refusal = asRefusal(cause);
    return undefined;
  }
}

function isShort(length: number, wanted: Wanted | undefined): boolean {
  if (wanted === undefined) return length === 0;
  return typeof wanted === 'number' ? length < wanted : length <= wanted.max + wanted.delimiter.length;
}

function asRefusal(cause: unknown): WirechartError {
  return cause instanceof WirechartError ? cause : localError('codec-threw', String(cause), { cause });
}

function takeRefusal(): WirechartError {
  const error = refusal as WirechartError;
  refusal = undefined;
  return error;
}

/** One window for all connections: it is used between two statements and never kept. */
const frame = new ByteWindow();
let refusal: WirechartError | undefined;
let mistake: unknown;
