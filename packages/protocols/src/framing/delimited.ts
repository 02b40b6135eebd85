/** Frames that end with a delimiter. */
import { defineProtocol, encodeUtf8, type HalfInput, type Protocol, skipUntil, until } from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { delimitedFields } from './fields.js';
import { frameHalf } from './frame-half.js';
import { type FramingOptions, OVERSIZE } from './options.js';

/** @typeParam T a message */
export interface DelimitedOptions<T = Uint8Array> extends FramingOptions<T> {
  /** Whether the end of input ends a last message that has no delimiter. Default false: it is the RemoteError `truncated`. */
  readonly lastMayBeOpen?: boolean;
}

/**
 * Messages that end with `delimiter` (text or bytes, at least one byte), which is not part of them. The longest message has
 * `limits.contentBytes` bytes.
 *
 * @throws RangeError for an empty delimiter, or one that ends as it begins (`aa`) where the last message may be open: what came open could
 *   not be sent; sending a message that contains it is a LocalError `encode-failed`.
 */
export function delimited(
  delimiter: string | Uint8Array,
  { lastMayBeOpen = false, oversize = 'fail', ...options }: DelimitedOptions = {},
): Protocol<Uint8Array, Uint8Array> {
  oneOf('oversize', oversize, OVERSIZE);
  const end = typeof delimiter === 'string' ? encodeUtf8(delimiter) : delimiter;
  if (lastMayBeOpen && overlapsItself(end)) {
    throw new RangeError('lastMayBeOpen does not go together with a delimiter that begins as it ends');
  }
  const frame = until(end, {
    event: 'frame',
    max: ({ limits }: HalfInput) => limits.contentBytes,
    orEnd: lastMayBeOpen,
  });
  return defineProtocol<Uint8Array>({
    name: 'delimited',
    read: frameHalf({
      id: 'delimited',
      frame,
      ...(oversize === 'discard' ? { discard: skipUntil(end, { event: 'discarded' }) } : {}),
    }),
    encode(message, out) {
      if (contains(message, end)) throw new RangeError('a message must not contain the delimiter');
      out.bytes(message).bytes(end);
    },
    fields: delimitedFields(end),
    untaken: 'pause',
    ...options,
  });
}

function overlapsItself(bytes: Uint8Array): boolean {
  return bytes.some((_, at) => at > 0 && bytes.subarray(at).every((byte, i) => byte === bytes[i]));
}

/** Also where the message's last bytes and the delimiter's first would make a delimiter too early. */
function contains(message: Uint8Array, delimiter: Uint8Array): boolean {
  const first = delimiter[0] as number;
  for (let at = message.indexOf(first); at >= 0; at = message.indexOf(first, at + 1)) {
    let matched = 1;
    while (matched < delimiter.length && byteOf(message, delimiter, at + matched) === delimiter[matched]) matched += 1;
    if (matched === delimiter.length) return true;
  }
  return false;
}

function byteOf(message: Uint8Array, delimiter: Uint8Array, at: number): number | undefined {
  return at < message.length ? message[at] : delimiter[at - message.length];
}
