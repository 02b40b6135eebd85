/** Decoding for whoever is outside of core: what is asked for is checked first. */
import { decodeLatin1 as latin1, decodeUtf8 as utf8 } from './text.js';
import { isBytes } from './views.js';

/**
 * Decodes UTF-8 strictly; a byte order mark is kept as U+FEFF.
 *
 * @throws TypeError when the bytes are not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), or are no bytes;
 *   RangeError for a place outside of them.
 */
export function decodeUtf8(buffer: Uint8Array, start = 0, end = buffer.length): string {
  check(buffer, start, end);
  return utf8(buffer, start, end);
}

/**
 * Decodes ISO 8859-1: each byte is the code point of the same number.
 *
 * @throws TypeError for what is no bytes; RangeError for a place outside of them.
 */
export function decodeLatin1(buffer: Uint8Array, start = 0, end = buffer.length): string {
  check(buffer, start, end);
  return latin1(buffer, start, end);
}

function check(buffer: Uint8Array, start: number, end: number): void {
  if (!isBytes(buffer)) throw new TypeError('what is decoded must be a Uint8Array');
  const isPlace =
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= buffer.length;
  if (!isPlace)
    throw new RangeError(`there is nothing from ${String(start)} to ${String(end)} in ${buffer.length} bytes`);
}
