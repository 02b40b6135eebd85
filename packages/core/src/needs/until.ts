/** Everything up to a delimiter. */
import { encodeUtf8 } from '../bytes/text.js';
import { type Count, type Decode, keep, type NeedOptions } from './options.js';

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
