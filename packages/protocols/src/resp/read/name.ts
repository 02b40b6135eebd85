/** Names of commands, of which there are few and each comes again and again. */
import { decodeLatin1 } from '@wirechart/core';

/**
 * The bytes as ISO 8859-1 in upper case (ASCII letters only). The same short name gives the same string object, so that
 * it is neither built nor hashed anew.
 */
export function readName(buffer: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > SHORT) return longName(buffer, start, end);
  let word = 0;
  for (let at = end - 1; at >= start; at--) word = (word << 8) | (buffer[at] as number);
  return nameOf(word, length, buffer, start);
}

/** The same for up to four bytes, which are one number, the first the lowest: most commands are so short (GET, SET, PING). */
export function nameOf(word: number, length: number, buffer: Uint8Array, start: number): string {
  const slot = Math.imul(word, SPREAD) >>> SLOT_SHIFT;
  const known = shortNames[slot] as string;
  if (words[slot] === word && known.length === length) return known;
  const name = longName(buffer, start, start + length);
  words[slot] = word;
  shortNames[slot] = name;
  return name;
}

function longName(buffer: Uint8Array, start: number, end: number): string {
  if (end - start > LONGEST) return upperCase(decodeLatin1(buffer, start, end));
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (hash * 31 + ((buffer[at] as number) & 0xdf)) | 0;
  const slot = hash & (SLOTS - 1);
  const known = names[slot];
  if (known !== undefined && isNamed(known, buffer, start, end)) return known;
  const name = upperCase(decodeLatin1(buffer, start, end));
  names[slot] = name;
  return name;
}

function isNamed(name: string, buffer: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) {
    let byte = buffer[start + i] as number;
    if (byte >= 0x61 && byte <= 0x7a) byte -= 0x20;
    if (name.charCodeAt(i) !== byte) return false;
  }
  return true;
}

/** Not `toUpperCase`, which would make two letters of a sharp s. */
function upperCase(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

const LONGEST = 24;
const SLOTS = 256;
const names: (string | undefined)[] = new Array<string | undefined>(SLOTS).fill(undefined);

const SHORT = 4;
/** Short names, and the bytes that each was made of, in whatever case. */
const words = new Int32Array(SLOTS);
const shortNames = new Array<string>(SLOTS).fill('');
/** The top bits of a product with this odd number differ where few bits of the other one do. */
const SPREAD = 0x9e37_79b1;
const SLOT_SHIFT = 32 - Math.log2(SLOTS);
