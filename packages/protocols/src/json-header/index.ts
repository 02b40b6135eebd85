/**
 * The reference protocol: two bytes of header length (big-endian); a JSON header in UTF-8 with `byteorder`, `content-type`,
 * `content-encoding` and `content-length`; the content. Both sides speak alike.
 */
import { defineProtocol, type Limits, type Protocol, type Timeouts } from '@wirechart/core';
import { encodeMessage } from './encode.js';
import type { JsonHeaderMessage } from './message.js';
import { readHalf } from './read-half.js';

export interface JsonHeaderOptions {
  /**
   * How many exchanges a connection serves. Default `'many'`: it stays open for the next request, and requests may be
   * sent without waiting. `'one'` closes after the first reply, as the tutorial's programs do.
   */
  readonly exchanges?: 'one' | 'many';
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

/** The json-header protocol, for both roles. */
export function jsonHeader(options: JsonHeaderOptions = {}): Protocol<JsonHeaderMessage, JsonHeaderMessage> {
  return defineProtocol<JsonHeaderMessage>({
    name: 'json-header',
    read: options.exchanges === 'one' ? oneExchange : manyExchanges,
    encode: encodeMessage,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
}

const oneExchange = readHalf('one');
const manyExchanges = readHalf('many');

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
