/**
 * What a reading state waits for. A state says so in its `meta`:
 *
 * ```ts
 * 'awaiting-length': { meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) }, on: { length: … } }
 * ```
 *
 * The connection gathers the bytes, runs the codec (`decode`) on them once, and sends the machine one event per frame
 * boundary, never one per chunk. A state without a need does not read: that is back-pressure, and the chart shows it.
 */
import type { Frame } from '../bytes/frame.js';
import { encodeUtf8 } from '../bytes/text.js';

/** A number of bytes, or how to find it in the half's context. */
export type Count<TContext> = number | ((context: TContext) => number);

/** Turns the bytes of a frame into a value. Throws a `RemoteError` for bytes that are not well-formed. */
export type Decode<TContext, TValue> = (frame: Frame, context: TContext) => TValue;

export interface NeedOptions<TContext, TValue> {
  /** Type of the event that delivers the value. Default `'bytes'`. */
  readonly event?: string;
  /** Default: the bytes themselves as a `Uint8Array` that stays valid for ever. */
  readonly decode?: Decode<TContext, TValue>;
}

/** Exactly `count` bytes, then one event `{ type, value }`. */
export interface BytesNeed {
  readonly kind: 'bytes';
  readonly count: Count<never>;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** Everything up to a delimiter, then one event `{ type, value }`. The delimiter is consumed and not part of the frame. */
export interface UntilNeed {
  readonly kind: 'until';
  readonly delimiter: Uint8Array;
  readonly max: Count<never>;
  /** Whether the end of input ends a last frame too. */
  readonly orEnd: boolean;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** `count` bytes handed on piece by piece as they arrive; then one event `{ type }`. Infinity means the rest, until the end of input. */
export interface StreamNeed {
  readonly kind: 'stream';
  readonly count: Count<never>;
  readonly event: string;
  readonly piece: Decode<never, unknown>;
}

export type Need = BytesNeed | UntilNeed | StreamNeed;

/** Exactly `count` bytes (0 is allowed and met at once), delivered as `{ type: event, value }`. */
export function bytes<TContext = never, TValue = Uint8Array>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue> = {},
): BytesNeed {
  return { kind: 'bytes', count, event: options.event ?? 'bytes', decode: options.decode ?? keep };
}

export interface UntilOptions<TContext, TValue> extends NeedOptions<TContext, TValue> {
  /** Longest frame in bytes, without the delimiter. A longer one is the RemoteError `frame-too-long`. */
  readonly max: Count<TContext>;
  /** Lets the end of input end a last frame that has no delimiter. Default false: it is the RemoteError `truncated`. */
  readonly orEnd?: boolean;
}

/**
 * Everything up to `delimiter` (text or bytes, not empty), delivered as `{ type: event, value }` without the delimiter.
 *
 * @throws RangeError when the delimiter is empty.
 */
export function until<TContext = never, TValue = Uint8Array>(
  delimiter: string | Uint8Array,
  options: UntilOptions<TContext, TValue>,
): UntilNeed {
  const delimiterBytes = typeof delimiter === 'string' ? encodeUtf8(delimiter) : delimiter;
  if (delimiterBytes.length === 0) throw new RangeError('a delimiter must not be empty');
  return {
    kind: 'until',
    delimiter: delimiterBytes,
    max: options.max,
    orEnd: options.orEnd ?? false,
    event: options.event ?? 'bytes',
    decode: options.decode ?? keep,
  };
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
export function rest<TContext = never>(options: Omit<StreamOptions<TContext>, 'event'> = {}): StreamNeed {
  return stream<TContext>(Number.POSITIVE_INFINITY, options);
}

const keep = (frame: Frame): Uint8Array => frame.bytes();

const pieceEvent = (frame: Frame): PieceEvent => ({ type: 'piece', bytes: frame.bytes() });

/** A part of streamed content, as the application gets it. */
export interface PieceEvent {
  readonly type: 'piece';
  readonly bytes: Uint8Array;
}
