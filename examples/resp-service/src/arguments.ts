/** What the arguments of a command mean. */
import { decodeLatin1 } from '@wirechart/core';
import { ErrorReply } from '@wirechart/protocols/resp';

/** A binary-safe key as a string: each byte is the code point of the same number. */
export function keyOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : decodeLatin1(bytes);
}

/** The bytes that {@link keyOf} makes this key of. */
export function bytesOf(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let i = 0; i < key.length; i++) bytes[i] = key.charCodeAt(i);
  return bytes;
}

/** A word of the command itself, in upper case. */
export function wordOf(bytes: Uint8Array | undefined): string {
  return keyOf(bytes).toUpperCase();
}

/** An integer of 64 bits, as a bigint where a number cannot hold it. @throws ErrorReply. */
export function integerOf(bytes: Uint8Array | undefined): number | bigint {
  const text = keyOf(bytes);
  if (INTEGER.test(text)) {
    const number = Number(text);
    if (Number.isSafeInteger(number)) return number;
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) return value;
  }
  throw new ErrorReply('ERR value is not an integer or out of range');
}

/** How many: an integer from 0 on that a number can hold exactly. @throws ErrorReply. */
export function countOf(bytes: Uint8Array | undefined): number {
  const text = keyOf(bytes);
  const count = INTEGER.test(text) ? BigInt(text) : -1n;
  if (count < 0n || BigInt.asIntN(64, count) !== count) {
    throw new ErrorReply('ERR value is out of range, must be positive');
  }
  return Number(count);
}

/** Without leading zeros, as Redis has it. */
const INTEGER = /^(0|-?[1-9]\d{0,18})$/;

/** A remote's words in a line of ours, as C's `printf` would show them: no breaks, up to a NUL, and not more bytes than so many. */
export function shown(words: Uint8Array | undefined, most = SHOWN): string {
  const bytes = words?.subarray(0, most) ?? new Uint8Array(0);
  const nul = bytes.indexOf(0);
  return lenient.decode(nul < 0 ? bytes : bytes.subarray(0, nul)).replace(/[\r\n]/g, ' ');
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
export const SHOWN = 128;
