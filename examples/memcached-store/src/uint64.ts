/** Numbers as items hold them: in decimal digits. */
import { decodeLatin1, encodeUtf8 } from '@wirechart/core';

/** The number below 2^64 that a value is; undefined where it is none. Blanks after it are allowed: memcached leaves some. */
export function numberIn(value: Uint8Array): bigint | undefined {
  if (value.length > LONGEST) return undefined;
  const digits = /^(\d+) *$/.exec(decodeLatin1(value))?.[1];
  if (digits === undefined) return undefined;
  const number = BigInt(digits);
  return number < 2n ** 64n ? number : undefined;
}

export const textBytes = (number: bigint): Uint8Array => encodeUtf8(String(number));

/** Digits of 2^64 - 1, and some blanks. */
const LONGEST = 32;
