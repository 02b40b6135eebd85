/**
 * The reference protocol: two bytes of header length (big-endian); a JSON header in UTF-8 with `byteorder`, `content-type`,
 * `content-encoding` and `content-length`; the content. Both sides speak alike.
 */
import { checkOptions, defineProtocol, type Limits, type Protocol, type Replies, type Timeouts } from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { DEPTH, ELEMENTS, type JsonBounds } from './bounds.js';
import { encodeMessage } from './encode.js';
import { jsonHeaderFields } from './fields.js';
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
  /**
   * How many values there may be in a JSON content: each comma counts, and each bracket or brace that opens. Default 1,048,576. A
   * positive integer or Infinity.
   */
  readonly elements?: number;
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

/** The json-header protocol, for both roles. @throws RangeError for an option out of range. */
export function jsonHeader(options: JsonHeaderOptions = {}): Protocol<JsonHeaderMessage, JsonHeaderMessage> {
  checkOptions<JsonHeaderOptions>('jsonHeader', options, {
    exchanges: true,
    depth: true,
    elements: true,
    replies: true,
    limits: true,
    timeouts: true,
  });
  return defineProtocol<JsonHeaderMessage>({
    name: 'json-header',
    read: halfFor(oneOf('exchanges', options.exchanges ?? 'many', ['one', 'many']), {
      depth: options.depth ?? DEPTH,
      elements: options.elements ?? ELEMENTS,
    }),
    encode: encodeMessage,
    fields: jsonHeaderFields,
    ...(options.replies === undefined ? {} : { replies: options.replies }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
}

/** The usual machines are made once. */
function halfFor(exchanges: 'one' | 'many', bounds: JsonBounds) {
  for (const [name, value] of Object.entries(bounds))
    if (!(value >= 1 && Math.floor(value) === value))
      throw new RangeError(`${name} must be a positive integer or Infinity`);
  const { depth, elements } = bounds;
  if (depth !== DEPTH || elements !== ELEMENTS) return readHalf(exchanges, bounds);
  return exchanges === 'one' ? oneExchange : manyExchanges;
}

const oneExchange = readHalf('one', { depth: DEPTH, elements: ELEMENTS });
const manyExchanges = readHalf('many', { depth: DEPTH, elements: ELEMENTS });

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
