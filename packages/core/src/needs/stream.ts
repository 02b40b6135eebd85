/** So many bytes, or all that follow, handed on piece by piece. */
import type { ByteWindow } from '../input/window.js';
import type { Count, Decode } from './options.js';

/** `count` bytes handed on piece by piece as they arrive; then one event `{ type }`. Infinity means the rest, until the end of input. */
export interface StreamNeed {
  readonly kind: 'stream';
  readonly count: Count<never>;
  readonly event: string;
  readonly piece: Decode<never, unknown>;
}

export interface StreamOptions<TContext> {
  /** Type of the event at the end of the stream. Default `'streamed'`. */
  readonly event?: string;
  /**
   * What the application gets for a piece: an event, or undefined for nothing.
   * Default: `{ type: 'piece', bytes }` with bytes that stay valid for ever.
   */
  readonly piece?: Decode<TContext, unknown>;
}

/** `count` bytes, handed to the application piece by piece as they arrive; then the machine gets `{ type: event }`. */
export function stream<TContext = never>(count: Count<TContext>, options: StreamOptions<TContext> = {}): StreamNeed {
  return { kind: 'stream', count, event: options.event ?? 'streamed', piece: options.piece ?? pieceEvent };
}

/** Everything until the end of input, handed to the application piece by piece; then the machine gets `{ type: 'eof' }`. */
export function streamRemainder<TContext = never>(options: Omit<StreamOptions<TContext>, 'event'> = {}): StreamNeed {
  return stream<TContext>(Number.POSITIVE_INFINITY, options);
}

/** A part of streamed content, as the application gets it. */
export interface PieceEvent {
  readonly type: 'piece';
  readonly bytes: Uint8Array;
}

const pieceEvent = (frame: ByteWindow): PieceEvent => ({ type: 'piece', bytes: frame.bytes() });
