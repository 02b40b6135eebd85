/** What has arrived and was not read yet, how it ended, and the frame that is being read. */
import type { AnyEventObject } from 'xstate';
import { remoteError } from '../errors/core-errors.js';
import type { WirechartError } from '../errors/errors.js';
import { ByteQueue } from './queue.js';
import { ByteWindow } from './window.js';

/**
 * What a need takes out of the input: an event for the machine, a {@link Piece} for the application, or nothing yet. Then
 * it is the number of bytes that must be waiting before anything can come of it; -1 where that is not known; or
 * {@link WORK_LEFT}.
 */
export type Taken = AnyEventObject | Piece | number;

/** What is needed may have arrived, but to take all of it at one go would keep others waiting. */
export const WORK_LEFT = -2;

/** A piece of a stream was read, and the machine need not know. */
export class Piece {
  /** It is no event for the machine. */
  readonly type = undefined;
  /** What the application gets for it; undefined for nothing. */
  readonly event: unknown;

  constructor(event: unknown) {
    this.event = event;
  }
}

/** What ended the input: the remote in order, or the error that cut it off. */
export type InputEnd = 'eof' | WirechartError;

/** A frame of which its need has read a part. */
export interface Begun {
  /** The need. */
  readonly by: object;
  /** Offset in the stream of its first byte; -1 where the next frame has not begun yet. */
  from: number;
  /** Whether it waits for the end of a line: that is a header, however little of it comes at a time. */
  readonly inLine: boolean;
  /** Bytes of memory that the part takes which was read, roughly. */
  readonly held: number;
  /** Nothing more of it will be read. */
  drop(): void;
  /** Where that line begins in the stream, and since when it has been waited for; -1 where none is. */
  lineFrom: number;
  lineSince: number;
}

export class Intake {
  readonly queue: ByteQueue;
  /** What codecs see the bytes through. Empty while the connection waits for data, so as to keep no chunk alive. */
  readonly window = new ByteWindow();
  /** Undefined as long as more may arrive. */
  end: InputEnd | undefined = undefined;
  /** The frame that the event at hand is about; of no bytes, where the next one begins, when it is about none. */
  frameOffset = 0;
  frameLength = 0;
  /** What the need that was asked last waits for, as {@link Taken} says it; -1 after the machine has heard anything. */
  awaited = -1;
  /** Bytes that arrived after the read half was over. */
  lingered = 0;
  /** Bytes that have arrived, and that nobody will read any more: those, and what waited when reading was over. */
  unread = 0;

  // What a need keeps until it is asked again.

  /** The machine has heard that the input is at its end. */
  eofTold = false;
  /** Bytes left of the stream being read; -1 when none is. */
  streamLeft = -1;
  /** Bytes dropped already of what is being skipped, and the need that skips. */
  skipped = 0;
  skipper: object | undefined = undefined;
  begun: Begun | undefined = undefined;
  /**
   * The frame that is waited for in a single step, by where it begins, and since when some of it has been here; -1 where there is no
   * such frame, or where it is a content and no header.
   */
  headFrom = -1;
  headSince = -1;
  /** When reading went on after a time in which it did not. */
  resumedAt = 0;

  /** @param offset how far the stream was read before. Default 0 */
  constructor(offset = 0) {
    this.queue = new ByteQueue(offset);
    this.frameOffset = offset;
  }

  /** No more will arrive. What happens after the first end is no business of this direction. */
  close(end: InputEnd): void {
    this.end ??= end;
  }

  /** The error that cut the input off, if one did. */
  get cutOff(): WirechartError | undefined {
    return this.end === 'eof' ? undefined : this.end;
  }

  /** `need` is asked next. */
  enterFrame(need: object): void {
    if (this.skipper !== need) this.skipped = 0;
    this.frameOffset = this.queue.offset - this.skipped;
    this.frameLength = 0;
  }

  /** What is told next is not about a frame. */
  leaveFrame(): void {
    const { begun } = this;
    this.frameOffset = begun !== undefined && begun.from >= 0 ? begun.from : this.queue.offset - this.skipped;
    this.frameLength = 0;
  }

  /** Forgets the frame that was read in part. */
  drop(): void {
    this.begun?.drop();
    this.begun = undefined;
  }

  /** Another machine reads from here on. */
  restart(): void {
    this.eofTold = false;
    this.streamLeft = -1;
    this.skipped = 0;
    this.drop();
    this.headFrom = -1;
  }

  /** What waits will not be read. */
  forget(): void {
    this.unread += this.queue.length;
    this.queue.clear();
  }

  /** Whether there is nothing to remember but how far the stream was read. */
  get isAtRest(): boolean {
    const { queue, end, begun, streamLeft, skipped, lingered } = this;
    return (
      queue.length === 0 &&
      end === undefined &&
      begun === undefined &&
      streamLeft < 0 &&
      skipped === 0 &&
      lingered === 0
    );
  }

  /** What to say when what is needed has not arrived: how many bytes must be waiting, or that they never will be. */
  starved(awaited = -1): Taken {
    const { end } = this;
    if (end === undefined) return awaited;
    if (end !== 'eof') return { type: 'reset', error: end };
    if (this.eofTold || this.isAmidFrame()) return { type: 'malformed', error: remoteError('truncated') };
    this.eofTold = true;
    return { type: 'eof' };
  }

  /** Whether a frame has begun, or bytes lie here that nothing has read. */
  isAmidFrame(): boolean {
    const { queue, skipped, streamLeft, begun } = this;
    if (queue.length > 0 || skipped > 0 || (begun !== undefined && begun.from >= 0)) return true;
    return streamLeft > 0 && streamLeft !== Number.POSITIVE_INFINITY;
  }
}
