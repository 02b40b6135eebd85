/** Writes requests. */
import { type ByteWriter, utf8Length } from '@wirechart/core';
import type { Request } from '../command.js';

/** @throws RangeError for a request without a name; TypeError for an argument that is neither text, bytes nor an integer. */
export function encodeRequest(request: Request, out: ByteWriter): void {
  if (!Array.isArray(request)) throw new TypeError('a request is an array of a name and arguments');
  if (request.length === 0) throw new RangeError('a request has at least a name');
  // Text is gathered, so that a request of short arguments is written at once.
  let text = `*${request.length}\r\n`;
  for (let i = 0; i < request.length; i++) {
    const arg = request[i] as Request[number];
    if (arg instanceof Uint8Array) {
      out.text(`${text}$${arg.length}\r\n`).bytes(arg);
      text = '\r\n';
    } else {
      const written = asText(arg);
      text += `$${utf8Length(written)}\r\n${written}\r\n`;
    }
  }
  out.text(text);
}

function asText(arg: string | number | bigint): string {
  if (typeof arg === 'string') return arg;
  if (typeof arg === 'number' || typeof arg === 'bigint') return String(arg);
  throw new TypeError(`an argument is text, bytes or a number, not ${arg === null ? 'null' : typeof arg}`);
}
