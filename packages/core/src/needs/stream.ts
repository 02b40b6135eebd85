/** So many bytes, or all that follow, handed on piece by piece as they arrive. */
import { shown } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import { type Intake, Piece, type Taken } from '../input/intake.js';
import type { ByteWindow } from '../input/window.js';
import type { HalfInput } from '../limits.js';
import type { Need } from './need.js';
import type { Count, Decode } from './options.js';
import { badCount, countIn, isCount, isUnfit, malformed, refusalOf, unfit } from './taking.js';
import { countText } from './words.js';

export interface StreamOptions<TContext, TType extends string = string> {
  /** Type of the event at the end of the stream. Default `'streamed'`. */
  readonly event?: TType;
  /**
   * What the application gets for a piece: an event, or undefined for nothing.
   * Default: `{ type: 'piece', bytes }` with bytes that stay valid for ever.
   */
  readonly piece?: Decode<TContext, unknown>;
}

/** `count` bytes, handed to the application piece by piece as they arrive; then the machine gets `{ type: event }`. */
export function stream<TContext = HalfInput, TType extends string = 'streamed'>(
  count: Count<TContext>,
  options: StreamOptions<TContext, TType> = {},
): Need<TContext, TType, Record<never, never>> {
  checkOptions<StreamOptions<never>>('stream', options, { event: true, piece: true });
  return new StreamNeed(count, options.event ?? 'streamed', options.piece ?? pieceEvent);
}

/** Everything until the end of input, handed to the application piece by piece; then the machine gets `{ type: 'eof' }`. */
export function streamRemainder<TContext = HalfInput>(
  options: Omit<StreamOptions<TContext>, 'event'> = {},
): Need<TContext, 'streamed', Record<never, never>> {
  return stream<TContext>(Number.POSITIVE_INFINITY, options);
}

/** A part of streamed content, as the application gets it. */
export interface PieceEvent {
  readonly type: 'piece';
  readonly bytes: Uint8Array;
}

const pieceEvent = (frame: ByteWindow): PieceEvent => ({ type: 'piece', bytes: frame.bytes() });

/** @throws TypeError for what is no event */
function pieceOf(event: unknown): Piece {
  if (event === undefined || typeof (event as { readonly type?: unknown } | null)?.type === 'string')
    return new Piece(event);
  throw new TypeError(`a piece is an event, \`{ type: …, … }\`, or undefined, not ${shown(event)}`);
}

class StreamNeed implements Need {
  readonly kind = 'stream';
  readonly event: string;
  readonly count: Count<never>;
  readonly piece: Decode<never, unknown>;

  constructor(count: Count<never>, event: string, piece: Decode<never, unknown>) {
    this.count = count;
    this.event = event;
    this.piece = piece;
  }

  get words(): string {
    return this.count === Number.POSITIVE_INFINITY ? 'streams the remainder' : `streams ${countText(this.count)}`;
  }

  take(input: Intake, context: unknown): Taken {
    if (input.streamLeft < 0) {
      const count = countIn(this.count, context);
      if (count !== Number.POSITIVE_INFINITY && !isCount(count)) return badCount(count);
      input.streamLeft = count;
    }
    if (input.streamLeft === 0) {
      input.streamLeft = -1;
      return { type: this.event };
    }
    if (input.queue.length === 0) return input.starved();
    const frame = input.queue.takePiece(input.streamLeft, input.window);
    input.streamLeft -= frame.length;
    try {
      const event = this.piece(frame, context as never);
      return isUnfit(event, frame) ? malformed(unfit(event, frame)) : pieceOf(event);
    } catch (cause) {
      return malformed(refusalOf(cause));
    }
  }

  /** Never: what has arrived is handed on, and nothing is held for it. */
  lacks(): boolean {
    return false;
  }
}
