/**
 * Writes replies, in RESP3; {@link toResp2} makes of a value what RESP2 has for it. A push within another value is written as
 * redis-server writes it in the reply to EXEC.
 */
import { type ByteWriter, utf8Length } from '@wirechart/core';
import {
  Attributed,
  Double,
  ErrorReply,
  type Null,
  nullArray,
  nullBulk,
  Push,
  type RespValue,
  Verbatim,
} from '../values.js';

/**
 * @throws RangeError for a simple string with a line break, a verbatim string whose format is not three characters; TypeError
 *   for what is no value.
 */
export function encodeValue(value: RespValue, out: ByteWriter): void {
  switch (typeof value) {
    case 'string':
      out.text(simpleLine(value));
      return;
    case 'number':
      out.text(isInteger(value) ? `:${value}\r\n` : doubleText(value));
      return;
    case 'bigint':
      out.text(BigInt.asIntN(64, value) === value ? `:${value}\r\n` : `(${value}\r\n`);
      return;
    case 'boolean':
      out.text(value ? '#t\r\n' : '#f\r\n');
      return;
    case 'object':
      return encodeObject(value, out);
  }
  throw new TypeError(`a reply cannot be ${typeof value}`);
}

/** Most say how something went: a few words, each of which comes again and again. The last of each length is kept with its line. */
function simpleLine(value: string): string {
  const { length } = value;
  if (length < KEPT && words[length] === value) return lines[length] as string;
  if (LINE_BREAK.test(value)) throw new RangeError('a simple string has no line breaks');
  const line = `+${value}\r\n`;
  if (length < KEPT) {
    words[length] = value;
    lines[length] = line;
  }
  return line;
}

function encodeObject(value: Exclude<RespValue, string | number | bigint | boolean>, out: ByteWriter): void {
  if (value === null) out.text('_\r\n');
  else if (value instanceof Uint8Array) out.text(`$${value.length}\r\n`).bytes(value).text('\r\n');
  else if (Array.isArray(value)) encodeItems('*', value as readonly RespValue[], value.length, out);
  else if (value === nullBulk || value === nullArray) out.text((value as Null).wire);
  else if (value instanceof ErrorReply) encodeError(value, out);
  else if (value instanceof Map) encodePairs('%', value, out);
  else if (value instanceof Set) encodeItems('~', value, value.size, out);
  else if (value instanceof Double) out.text(doubleText(value.value));
  else if (value instanceof Verbatim) encodeVerbatim(value, out);
  else if (value instanceof Attributed) {
    encodePairs('|', value.attributes, out);
    encodeValue(value.value, out);
  } else if (value instanceof Push) encodeItems('>', value.items, value.items.length, out);
  else throw new TypeError('a reply cannot be an object of this kind');
}

function encodeItems(mark: string, items: Iterable<RespValue>, count: number, out: ByteWriter): void {
  out.text(`${mark}${count}\r\n`);
  let left = count;
  for (const item of items) {
    encodeValue(item, out);
    left -= 1;
  }
  if (left !== 0) throw new RangeError(`${count} items were announced, and ${count - left} came`);
}

function encodePairs(mark: string, pairs: ReadonlyMap<RespValue, RespValue>, out: ByteWriter): void {
  const { size } = pairs;
  out.text(`${mark}${size}\r\n`);
  let left = size;
  for (const [key, value] of pairs) {
    encodeValue(key, out);
    encodeValue(value, out);
    left -= 1;
  }
  if (left !== 0) throw new RangeError(`${size} pairs were announced, and ${size - left} came`);
}

/** A text of several lines needs a bulk error, which RESP2 has not. */
function encodeError({ message }: ErrorReply, out: ByteWriter): void {
  if (typeof message !== 'string') throw new TypeError('the message of an error is a string');
  out.text(LINE_BREAK.test(message) ? `!${utf8Length(message)}\r\n${message}\r\n` : `-${message}\r\n`);
}

function encodeVerbatim({ format, bytes }: Verbatim, out: ByteWriter): void {
  if (typeof format !== 'string' || format.length !== 3) {
    throw new RangeError('the format of a verbatim string is three bytes');
  }
  out
    .text(`=${bytes.length + 4}\r\n`)
    .latin1(format)
    .text(':')
    .bytes(bytes)
    .text('\r\n');
}

/** What goes as an integer: one that a number holds exactly, and not the negative zero, which only a double can be. */
export function isInteger(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function doubleText(value: number): string {
  if (typeof value !== 'number') throw new TypeError(`a double is a number, not ${typeof value}`);
  return `,${numberText(value)}\r\n`;
}

/** A double as RESP3 writes it. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

const LINE_BREAK = /[\r\n]/;
const KEPT = 16;
const words = new Array<string | undefined>(KEPT).fill(undefined);
const lines = new Array<string>(KEPT).fill('');
