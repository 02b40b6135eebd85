/** Keys that come again and again: the most wanted of a store are a large part of all that is asked for. */
import { decodeLatin1 } from '@wirechart/core';

/**
 * The bytes as ISO 8859-1. The same short key mostly gives the same string object, so that it is neither built nor hashed anew.
 *
 * @param hash of the bytes: {@link withByte} from 0 on
 */
export function readKey(buffer: Uint8Array, start: number, end: number, hash: number): string {
  if (end - start > LONGEST) return decodeLatin1(buffer, start, end);
  const slot = hash & (SLOTS - 1);
  const known = keys[slot] as string;
  if (isKey(known, buffer, start, end)) return known;
  const key = decodeLatin1(buffer, start, end);
  keys[slot] = key;
  return key;
}

export const withByte = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0;

function isKey(key: string, buffer: Uint8Array, start: number, end: number): boolean {
  const { length } = key;
  if (length !== end - start) return false;
  for (let i = 0; i < length; i++) if (key.charCodeAt(i) !== buffer[start + i]) return false;
  return true;
}

/** To compare longer ones costs as much as to build them. */
const LONGEST = 32;
const SLOTS = 256;
const keys = new Array<string>(SLOTS).fill('');
