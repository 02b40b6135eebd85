/** RESP2 has fewer types; this is what Redis sends in place of those of RESP3. */
import { encodeUtf8 } from '@wirechart/core';
import { Attributed, Double, ErrorReply, nullBulk, Push, type RespValue, Verbatim } from '../values.js';
import { isInteger, numberText } from './encode-value.js';

/**
 * The same in types of RESP2: null as the null bulk string, true and false as 1 and 0, doubles and big numbers as bulk
 * strings, sets and pushes as arrays, maps as arrays of keys and values in turn, an error of several lines in one.
 */
export function toResp2(value: RespValue): RespValue {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return isInteger(value) ? value : encodeUtf8(numberText(value));
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? value : encodeUtf8(String(value));
    case 'boolean':
      return value ? 1 : 0;
  }
  if (value === null) return nullBulk;
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return (value as readonly RespValue[]).map(toResp2);
  if (value instanceof Map) return [...value].flatMap(([key, item]) => [toResp2(key), toResp2(item)]);
  if (value instanceof Set) return [...value].map(toResp2);
  if (value instanceof Push) return value.items.map(toResp2);
  if (value instanceof Double) return encodeUtf8(numberText(value.value));
  if (value instanceof Verbatim) return value.bytes;
  if (value instanceof Attributed) return toResp2(value.value);
  if (value instanceof ErrorReply) return new ErrorReply(value.message.replace(/[\r\n]+/g, ' '));
  return value;
}
