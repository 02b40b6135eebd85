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
import type { FrameReader } from './frame-reader.js';

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
  /** Whether they are only looked at: the next state reads them again. */
  readonly peek: boolean;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** Everything up to a delimiter (not part of the frame) or through a last byte (part of it), then one event `{ type, value }`. */
export interface UntilNeed {
  readonly kind: 'until';
  /** The delimiter, or what tells a last byte. */
  readonly delimiter: Uint8Array | ((byte: number) => boolean);
  /** How many bytes of it are behind the frame: all, or none of a last byte. */
  readonly behind: number;
  readonly max: Count<never>;
  /** Whether the end of input ends a last frame too. */
  readonly orEnd: boolean;
  /** Whether what comes before the delimiter is dropped as it arrives. */
  readonly discard: boolean;
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

/** Everything until the end of input, in one piece, then one event `{ type, value }`. */
export interface RemainderNeed {
  readonly kind: 'remainder';
  readonly max: Count<never>;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** A frame that a reader finds the end of, part by part, then one event `{ type, value }`; its type may depend on the value. */
export interface WholeNeed {
  readonly kind: 'whole';
  readonly reader: (context: never) => FrameReader<unknown>;
  readonly event: string | ((value: never) => string);
}

export type Need = BytesNeed | UntilNeed | StreamNeed | RemainderNeed | WholeNeed;

/** Exactly `count` bytes (0 is allowed and met at once), delivered as `{ type: event, value }`. */
export function bytes<TContext = never, TValue = Uint8Array>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue> = {},
): BytesNeed {
  return { kind: 'bytes', count, peek: false, event: options.event ?? 'bytes', decode: options.decode ?? keep };
}

/**
 * As {@link bytes}, but the bytes stay where they are for the next state or protocol to read: what is spoken can be told by
 * how it begins. The event must lead to a state that reads them, or the machine looks at them for ever.
 */
export function peek<TContext = never, TValue = Uint8Array>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue> = {},
): BytesNeed {
  return { ...bytes(count, options), peek: true };
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
    behind: delimiterBytes.length,
    max: options.max,
    orEnd: options.orEnd ?? false,
    discard: false,
    event: options.event ?? 'bytes',
    decode: options.decode ?? keep,
  };
}

/** Everything up to and with `delimiter` is dropped as it arrives, however much it is; then the machine gets `{ type: event }`. */
export function skipUntil(delimiter: string | Uint8Array, options: { readonly event?: string } = {}): UntilNeed {
  const { event = 'skipped' } = options;
  return { ...until(delimiter, { max: Number.POSITIVE_INFINITY, event, decode: () => undefined }), discard: true };
}

/**
 * Everything through the first byte for which `isLast` holds, delivered as `{ type: event, value }` with that byte: a
 * variable-length number, say, whose last byte has its top bit clear. `max` counts that byte.
 */
export function through<TContext = never, TValue = Uint8Array>(
  isLast: (byte: number) => boolean,
  options: NeedOptions<TContext, TValue> & { readonly max: Count<TContext> },
): UntilNeed {
  return {
    kind: 'until',
    delimiter: isLast,
    behind: 0,
    max: options.max,
    orEnd: false,
    discard: false,
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

/**
 * Everything until the end of input, delivered as one `{ type: event, value }` in place of `eof`; also when it is nothing.
 * More than `max` bytes are the RemoteError `frame-too-long`.
 */
export function remainder<TContext = never, TValue = Uint8Array>(
  options: NeedOptions<TContext, TValue> & { readonly max: Count<TContext> },
): RemainderNeed {
  return { kind: 'remainder', max: options.max, event: options.event ?? 'bytes', decode: options.decode ?? keep };
}

/**
 * A whole frame, however many parts it has, delivered as `{ type: event, value }`. `reader` makes the {@link FrameReader} of a
 * connection when its first bytes arrive. Frames of several kinds can be several events: `event` may find the type in the value.
 *
 * States that share this very object share the frame too: a transition between them in the middle of one loses nothing.
 */
export function whole<TContext = never, TValue = unknown>(
  reader: (context: TContext) => FrameReader<TValue>,
  options: { readonly event?: string | ((value: TValue) => string) } = {},
): WholeNeed {
  return { kind: 'whole', reader, event: options.event ?? 'bytes' };
}

const keep = (frame: Frame): Uint8Array => frame.bytes();

const pieceEvent = (frame: Frame): PieceEvent => ({ type: 'piece', bytes: frame.bytes() });

/** A part of streamed content, as the application gets it. */
export interface PieceEvent {
  readonly type: 'piece';
  readonly bytes: Uint8Array;
}
