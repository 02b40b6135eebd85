/** The payload of a close frame: nothing, or a code and a reason (RFC 6455, 5.5.1). */
import { decodeUtf8, encodeUtf8 } from '@wirechart/core';
import { webSocketError } from '../errors.js';
import type { Close } from '../message.js';
import { CONTROL_BYTES } from './opcode.js';
import { Utf8Check } from './utf8-check.js';

/** @throws RemoteError, placed by its distance from the end of the payload. */
export function readClose(data: Uint8Array): Close {
  if (data.length === 0) return { kind: 'close', code: undefined, reason: '' };
  const code = ((data[0] as number) << 8) | (data[1] as number);
  if (!isCloseCode(code)) throw webSocketError('close-code', String(code), { at: -data.length });
  const check = new Utf8Check();
  const bad = check.check(data, 2, data.length);
  if (bad >= 0) throw webSocketError('text-not-utf8', 'the reason of the close', { at: bad - data.length });
  if (!check.isWhole) throw webSocketError('text-not-utf8', 'the reason of the close ends inside of a character');
  return { kind: 'close', code, reason: decodeUtf8(data, 2) };
}

/** @throws RangeError for a code that may not be sent, or a reason that is too long or stands without a code. */
export function closePayload({ code, reason }: Close): Uint8Array {
  if (code === undefined) {
    if (reason !== '') throw new RangeError('a reason needs a code before it');
    return new Uint8Array(0);
  }
  if (!isCloseCode(code)) throw new RangeError(`a close must not have the code ${code}`);
  const text = encodeUtf8(reason);
  if (text.length > CONTROL_BYTES - 2) {
    throw new RangeError(`a reason of ${text.length} bytes; a close has room for ${CONTROL_BYTES - 2}`);
  }
  const payload = new Uint8Array(2 + text.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(text, 2);
  return payload;
}

/** Whether a code may stand in a close frame: RFC 6455, 7.4, and the registrations since then (1012 to 1014). */
function isCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && !INTERNAL.has(code);
}

/** 1004 is reserved; 1005 and 1006 are what a program says when no code came (RFC 6455, 7.4.1). */
const INTERNAL = new Set([1004, 1005, 1006]);
