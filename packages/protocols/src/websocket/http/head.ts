/** The codec of an HTTP/1.1 head: a first line, and fields (RFC 9112). */
import type { ByteWindow } from '@wirechart/core';
import { webSocketError } from '../errors.js';
import type { Fields } from './fields.js';

export type { Fields };

export interface Head {
  readonly firstLine: string;
  readonly fields: Fields;
}

/** Reads a head without the empty line that ends it. @throws RemoteError `http-malformed`. */
export function readHead(frame: ByteWindow): Head {
  // An empty line before the first one is to be overlooked (RFC 9112, 2.2).
  const text = frame.latin1();
  const [firstLine = '', ...lines] = (text.startsWith('\r\n') ? text.slice(2) : text).split('\r\n');
  if (!VISIBLE.test(firstLine)) throw webSocketError('http-malformed', 'the first line');
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    // No blank before the colon, no folding, no control characters (RFC 9112, 5.1 and 5.2).
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = withoutBlanks(line.slice(colon + 1));
    if (!isToken(key) || !PRINTABLE.test(value)) throw webSocketError('http-malformed', 'a field');
    const values = fields.get(key);
    if (values === undefined) fields.set(key, [value]);
    else values.push(value);
  }
  return { firstLine, fields };
}

/** The only value of a field; undefined when the field is missing or stands more than once. */
export function single(fields: Fields, name: string): string | undefined {
  const values = fields.get(name);
  return values?.length === 1 ? values[0] : undefined;
}

/** The elements of a field that is a list, over all of its lines (RFC 9110, 5.6.1). */
export function list(fields: Fields, name: string): string[] {
  return (fields.get(name) ?? []).flatMap((value) => value.split(',')).flatMap((element) => element.trim() || []);
}

/** Whether a list has an element, in whatever case. */
export function has(fields: Fields, name: string, element: string): boolean {
  return list(fields, name).some((one) => one.toLowerCase() === element);
}

/** A token (RFC 9110, 5.6.2). */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** Blanks and tabs at the ends of a value are not of it. A regular expression for both would try every place of a long run of them. */
function withoutBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const isBlank = (code: number) => code === 0x20 || code === 0x09;

const TOKEN = /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/;
const PRINTABLE = /^[\t\x20-\x7e\x80-\xff]*$/;
const VISIBLE = /^[\x20-\x7e\x80-\xff]+$/;
