/**
 * Headers repeat: the messages of one sender differ in nothing but the number at the end of the header, the length of
 * the content. So the bytes before that number are remembered with what they mean, for all connections; when the next header
 * begins with the same bytes and goes on with nothing but digits and the closing brace, it means the same with that number.
 */
import { type ByteWindow, dataViewOf } from '@wirechart/core';
import type { Header } from './header-fields.js';

interface Remembered {
  /** How many bytes there are before the last number. */
  readonly length: number;
  /** Those bytes as words; the last word may overlap the one before it. */
  readonly beginning: Int32Array;
  /** The header that was met last. */
  header: Header;
}

/** A power of two. Few senders' kinds of headers are met at a time, and each costs a slot. */
const SLOTS = 16;
/** Longer headers are not worth the comparison, nor the memory. */
const LONGEST = 512;
/** As many digits as are safe as an integer whatever they are. */
const DIGITS = 15;

const slots: (Remembered | undefined)[] = new Array(SLOTS).fill(undefined);

/** The header in the frame, if one like it was met before. */
export function recall(frame: ByteWindow): Header | undefined {
  const digits = digitsAtEnd(frame);
  const length = frame.length - 1 - digits;
  const entry = slots[length & (SLOTS - 1)];
  if (digits === 0 || entry === undefined || entry.length !== length) return undefined;
  if (!isSame(entry, dataViewOf(frame.buffer), frame.start)) return undefined;
  const { header } = entry;
  const contentLength = numberAtEnd(frame, digits);
  if (contentLength === header.contentLength) return header;
  const { byteorder, contentType, contentEncoding } = header;
  entry.header = { byteorder, contentType, contentEncoding, contentLength };
  return entry.header;
}

/** Remembers a header that was parsed, where it ends with the length of the content. Returns it. */
export function rememberHeader(frame: ByteWindow, header: Header): Header {
  const digits = digitsAtEnd(frame);
  const length = frame.length - 1 - digits;
  if (digits === 0 || length > LONGEST || !endsWithKey(frame.latin1(0, length))) return header;
  slots[length & (SLOTS - 1)] = { length, beginning: wordsOf(frame.bytes(0, length)), header };
  return header;
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const view = dataViewOf(bytes);
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  for (let i = 0; i < words.length; i++) words[i] = view.getInt32(Math.min(i * 4, bytes.length - 4), true);
  return words;
}

/** The header was parsed before, so what stands here in the form of a key is one, and a backslash would be of an escape. */
function endsWithKey(beginning: string): boolean {
  return /[{,]\s*"content-length"\s*:\s*$/.test(beginning);
}

/** How many digits stand before the closing brace, in the form of a JSON integer; 0 where it is anything else. */
function digitsAtEnd({ buffer, start, end }: ByteWindow): number {
  if (buffer[end - 1] !== CLOSE_BRACE) return 0;
  let at = end - 1;
  while (at > start && isDigit(buffer[at - 1] as number)) at -= 1;
  const digits = end - 1 - at;
  const isInteger = digits === 1 || (digits <= DIGITS && buffer[at] !== ZERO);
  return isInteger ? digits : 0;
}

function numberAtEnd({ buffer, end }: ByteWindow, digits: number): number {
  let value = 0;
  for (let at = end - 1 - digits; at < end - 1; at++) value = value * 10 + (buffer[at] as number) - ZERO;
  return value;
}

/** Compares by words, four at a time. */
function isSame({ length, beginning }: Remembered, there: DataView, start: number): boolean {
  const last = beginning.length - 1;
  let i = 0;
  let at = start;
  for (; i + 4 <= last; i += 4, at += 16) {
    const difference =
      ((beginning[i] as number) ^ there.getInt32(at, true)) |
      ((beginning[i + 1] as number) ^ there.getInt32(at + 4, true)) |
      ((beginning[i + 2] as number) ^ there.getInt32(at + 8, true)) |
      ((beginning[i + 3] as number) ^ there.getInt32(at + 12, true));
    if (difference !== 0) return false;
  }
  for (; i < last; i++, at += 4) if (beginning[i] !== there.getInt32(at, true)) return false;
  return beginning[last] === there.getInt32(start + length - 4, true);
}

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSE_BRACE = 0x7d;
