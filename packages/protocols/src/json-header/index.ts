/**
 * The reference protocol: two bytes of header length (big-endian); a JSON header in UTF-8 with `byteorder`, `content-type`,
 * `content-encoding` and `content-length`; the content. Both sides speak alike.
 */
import { checkOptions, defineProtocol, type Limits, type Protocol, type Replies, type Timeouts } from '@wirechart/core';
import { DEPTH } from './depth.js';
import { encodeMessage } from './encode.js';
import type { JsonHeaderMessage } from './message.js';
import { readHalf } from './read-half.js';

export interface JsonHeaderOptions {
  /**
   * How many exchanges a connection serves. Default `'many'`: it stays open for the next request, and requests may be
   * sent without waiting. `'one'` closes after the first reply, as the tutorial's programs do.
   */
  readonly exchanges?: 'one' | 'many';
  /** How deep the values of a JSON content may lie within each other. Default 512. A positive integer or Infinity. */
  readonly depth?: number;
  /**
   * How a client tells which message is the reply to which request. The header has no field for it, so that this is up to the contents.
   * Default: every message is the reply to the oldest request that waits, or else unasked. A function, since each connection has its own.
   *
   * @example
   * const idOf = ({ content }: JsonHeaderMessage) => (content as { id?: number }).id;
   * jsonHeader({ replies: () => ({ by: 'key', requestKey: idOf, replyKey: idOf }) });
   */
  readonly replies?: () => Replies<JsonHeaderMessage, JsonHeaderMessage>;
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

/** The json-header protocol, for both roles. @throws RangeError for a depth out of range. */
export function jsonHeader(options: JsonHeaderOptions = {}): Protocol<JsonHeaderMessage, JsonHeaderMessage> {
  checkOptions<JsonHeaderOptions>('jsonHeader', options, {
    exchanges: true,
    depth: true,
    replies: true,
    limits: true,
    timeouts: true,
  });
  return defineProtocol<JsonHeaderMessage>({
    name: 'json-header',
    read: halfFor(options.exchanges ?? 'many', options.depth ?? DEPTH),
    encode: encodeMessage,
    ...(options.replies === undefined ? {} : { replies: options.replies }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
}

/** The usual machines are made once. */
function halfFor(exchanges: 'one' | 'many', depth: number) {
  if (!(depth >= 1 && Math.floor(depth) === depth))
    throw new RangeError('depth must be a positive integer or Infinity');
  if (depth !== DEPTH) return readHalf(exchanges, depth);
  return exchanges === 'one' ? oneExchange : manyExchanges;
}

const oneExchange = readHalf('one', DEPTH);
const manyExchanges = readHalf('many', DEPTH);

export { ContentReader } from './content-reader.js';
export { jsonHeaderCodes } from './errors.js';
export {
  type BinaryMessage,
  type Byteorder,
  binary,
  type JsonHeaderMessage,
  type JsonMessage,
  json,
  nativeByteorder,
} from './message.js';
