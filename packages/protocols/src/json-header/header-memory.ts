/**
 * Headers repeat: the messages of one sender differ in nothing but the number at the end of the header, the length of
 * the content. So the bytes before that number are remembered with what they mean, for all connections; when the next header
 * begins with the same bytes and goes on with nothing but digits and the closing brace, it means the same with that number.
 */
import type { ByteWindow } from '@wirechart/core';
import * as core from '@wirechart/core';
import type { Header } from './header-fields.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use. Named, not taken apart: else
// bundlers keep all of core.
const dataViewOf = core.dataViewOf;

interface Remembered {
  /** How many bytes there are before the last number. */
  readonly length: number;
  /** Those bytes, eight at a time, as numbers; the last eight may overlap those before. */
  readonly beginning: Float64Array;
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

function wordsOf(bytes: Uint8Array): Float64Array {
  const view = dataViewOf(bytes);
  const words = new Float64Array(Math.ceil(bytes.length / 8));
  for (let i = 0; i < words.length; i++) words[i] = view.getFloat64(Math.min(i * 8, bytes.length - 8), true);
  return words;
}

/** The header was parsed before, so what stands here in the form of a key is one, and a backslash would be of an escape. */
function endsWithKey(beginning: string): boolean {
  return /[{,]\s*"content-length"\s*:\s*$/.test(beginning);
}

/** How many digits stand before the closing brace, in the form of a JSON integer; 0 where it is anything else. */
const digitsAtEnd = ({ buffer, start, end }: ByteWindow): number => {
  if (buffer[end - 1] !== CLOSE_BRACE) return 0;
  let at = end - 1;
  while (at > start && isDigit(buffer[at - 1] as number)) at -= 1;
  const digits = end - 1 - at;
  const isInteger = digits === 1 || (digits <= DIGITS && buffer[at] !== ZERO);
  return isInteger ? digits : 0;
};

const numberAtEnd = ({ buffer, end }: ByteWindow, digits: number): number => {
  let value = 0;
  for (let at = end - 1 - digits; at < end - 1; at++) value = value * 10 + (buffer[at] as number) - ZERO;
  return value;
};

/**
 * Compares eight bytes at a time, as a number: no other bytes are the same number. (Those of 0 and of -0 are, and those of NaN are not
 * even the same as themselves; but no JSON in UTF-8 has either: all eight would be 0 but for one bit, or one of the last two be 0xf0
 * or more before what does not go on from there.)
 */
const isSame = ({ length, beginning }: Remembered, there: DataView, start: number): boolean => {
  const last = beginning.length - 1;
  let at = start;
  let i = 0;
  for (; i + 4 <= last; i += 4, at += 32) {
    if (
      beginning[i] !== there.getFloat64(at, true) ||
      beginning[i + 1] !== there.getFloat64(at + 8, true) ||
      beginning[i + 2] !== there.getFloat64(at + 16, true) ||
      beginning[i + 3] !== there.getFloat64(at + 24, true)
    )
      return false;
  }
  for (; i < last; i++, at += 8) if (beginning[i] !== there.getFloat64(at, true)) return false;
  return beginning[last] === there.getFloat64(start + length - 8, true);
};

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSE_BRACE = 0x7d;
