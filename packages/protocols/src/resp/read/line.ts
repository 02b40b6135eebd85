/** Lines: everything but the bytes of strings. */
import { type ByteWindow, decodeLatin1, type Line } from '@wirechart/core';
import { type respCodes, respError } from '../errors.js';
import { CR, CRLF, LF } from './marks.js';

/** The line has not arrived whole. */
export const PENDING = -2;
/** The length is `-1`. */
export const NONE = -1;
/** The number is an integer below 0, of 64 bits. */
export const NEGATIVE = -5;
/** The length is `?`: what follows says itself where it ends. */
export const UNTOLD = -3;

/** A line that is a type and a length: longer than any valid one. */
export const LENGTH_LINE: Line = { delimiter: CRLF, max: 32 };

/**
 * Reads a line of a type and a length, such as `$3`: the length, {@link NONE}, {@link UNTOLD} or {@link PENDING}.
 *
 * @throws RemoteError with `code` for anything else.
 */
export function readLength(window: ByteWindow, code: keyof typeof respCodes): number {
  const { buffer, start, end } = window;
  let length = 0;
  let at = start + 1;
  for (; at < end; at++) {
    const digit = (buffer[at] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) break;
    length = length * 10 + digit;
  }
  const digits = at - start - 1;
  if (at + 1 < end && buffer[at] === CR && buffer[at + 1] === LF && digits > 0 && digits < 16) {
    if (digits === 1 || buffer[start + 1] !== 0x30) {
      window.start = at + 2;
      return length;
    }
  }
  return readOddLength(window, code);
}

/** As {@link readLength}, but any integer below 0 is {@link NEGATIVE}. */
export function readCount(window: ByteWindow, code: keyof typeof respCodes): number {
  const { buffer, start, end } = window;
  if (end - start < 2 || buffer[start + 1] !== MINUS) return readLength(window, code);
  const lineEnd = findLine(window, LENGTH_LINE.max);
  if (lineEnd < 0) return readLength(window, code);
  const text = decodeLatin1(buffer, start + 1, lineEnd);
  if (!/^-[1-9]\d{0,18}$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    return readLength(window, code);
  window.start = lineEnd + 2;
  return NEGATIVE;
}

function readOddLength(window: ByteWindow, code: keyof typeof respCodes): number {
  const end = findLine(window, LENGTH_LINE.max);
  if (end === PENDING) return PENDING;
  if (end === TOO_LONG) throw respError(code, `more than ${LENGTH_LINE.max} bytes`);
  const text = decodeLatin1(window.buffer, window.start + 1, end);
  const length = text === '-1' ? NONE : text === '?' ? UNTOLD : wholeNumber(text);
  if (length === undefined) throw respError(code, JSON.stringify(text));
  window.start = end + 2;
  return length;
}

function wholeNumber(text: string): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && String(number) === text && Number.isSafeInteger(number) ? number : undefined;
}

/**
 * Where the CRLF is that ends the line at the start of the window, or {@link PENDING}; {@link TOO_LONG} when it does
 * not begin within `max` bytes.
 */
export function findLine({ buffer, start, end }: ByteWindow, max: number): number {
  // A delimiter that begins at the last byte of the window is not seen yet.
  const last = Math.min(end - 1, start + max + 1);
  for (let at = start; at < last; at++) if (buffer[at] === CR && buffer[at + 1] === LF) return at;
  const seen = end - start - (end > start && buffer[end - 1] === CR ? 1 : 0);
  return seen > max ? TOO_LONG : PENDING;
}

export const TOO_LONG = -4;

/** @throws RemoteError unless a string of so many bytes at the start of the window ends in CRLF. */
export function checkTerminator({ buffer, start }: ByteWindow, length: number): void {
  if (buffer[start + length] !== CR || buffer[start + length + 1] !== LF) throw respError('terminator-missing');
}

const MINUS = 0x2d;
