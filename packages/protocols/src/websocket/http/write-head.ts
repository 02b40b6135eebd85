/** Writes HTTP/1.1 heads. */
import { type ByteWriter, utf8Length } from '@wirechart/core';
import { isToken } from './head.js';

/** Fields by name; undefined ones are left out. */
export type FieldList = readonly (readonly [name: string, value: string | undefined])[];

/** A head to send, with what follows it. */
export interface HttpMessage {
  readonly kind: 'http';
  readonly firstLine: string;
  readonly fields: FieldList;
  readonly body?: string;
}

export function request(target: string, fields: FieldList): HttpMessage {
  return { kind: 'http', firstLine: `GET ${target} HTTP/1.1`, fields };
}

export function response(status: number, fields: FieldList, body?: string): HttpMessage {
  return {
    kind: 'http',
    firstLine: `HTTP/1.1 ${status} ${REASONS.get(status) ?? ''}`,
    fields,
    ...(body === undefined ? {} : { body }),
  };
}

/** An answer after which the connection is closed. */
export function lastResponse(status: number, fields: FieldList, body: string): HttpMessage {
  const content: FieldList = body === '' ? [] : [['Content-Type', 'text/plain; charset=utf-8']];
  return response(
    status,
    [['Connection', 'close'], ...content, ['Content-Length', String(utf8Length(body))], ...fields],
    body,
  );
}

/**
 * @throws RangeError for a name or value that cannot stand in a head, and for a field that would have the remote, or whoever stands in
 *   between, find another end of the message: a second one of those that are written here, or a length of what is not sent.
 */
export function writeHttp({ firstLine, fields, body }: HttpMessage, out: ByteWriter): void {
  if (!SENDABLE.test(firstLine)) throw new RangeError(`the line ${JSON.stringify(firstLine)} cannot be sent`);
  let head = `${firstLine}\r\n`;
  const seen = new Set<string>();
  for (const [name, value] of fields) {
    if (value === undefined) continue;
    if (typeof name !== 'string' || typeof value !== 'string') throw new TypeError('a field is two strings');
    if (!isToken(name) || !SENDABLE.test(value))
      throw new RangeError(`the field ${JSON.stringify(`${name}: ${value}`)} cannot be sent`);
    const known = name.toLowerCase();
    if (ONCE.has(known)) {
      const misleads = known === 'transfer-encoding' || (known === 'content-length' && body === undefined);
      if (misleads || seen.has(known)) throw new RangeError(`the field ${name} is not for an application to send`);
      seen.add(known);
    }
    head += `${name}: ${value}\r\n`;
  }
  out.text(`${head}\r\n${body ?? ''}`);
}

/** What says to whom it is, how it goes on and where it ends (RFC 9112, 6; RFC 6455, 4). */
const ONCE: ReadonlySet<string> = new Set([
  'host',
  'upgrade',
  'connection',
  'content-length',
  'transfer-encoding',
  'sec-websocket-key',
  'sec-websocket-accept',
  'sec-websocket-version',
]);

/** What older servers do not stumble over either. */
const SENDABLE = /^[\x20-\x7e]*$/;

const REASONS = new Map([
  [101, 'Switching Protocols'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [408, 'Request Timeout'],
  [426, 'Upgrade Required'],
  [431, 'Request Header Fields Too Large'],
  [503, 'Service Unavailable'],
  [505, 'HTTP Version Not Supported'],
]);
