/** Text as bytes and back, strictly: malformed UTF-8 is an error and never U+FFFD. */
import { AT_ONCE, shortLatin1 } from './short-latin1.js';

/**
 * Decodes UTF-8 strictly; a byte order mark is kept as U+FEFF.
 *
 * @throws TypeError when the bytes are not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
 */
export function decodeUtf8(buffer: Uint8Array, start = 0, end = buffer.length): string {
  if (end - start <= AT_ONCE && isAscii(buffer, start, end)) {
    return decodeLatin1(buffer, start, end);
  }
  if (isNative(buffer)) {
    const text = buffer.utf8Slice(start, end);
    // It puts U+FFFD in place of what is malformed. Where there is none, nothing was.
    if (!text.includes('\uFFFD')) return text;
  }
  return strictUtf8.decode(buffer.subarray(start, end));
}

/** Decodes ISO 8859-1: each byte is the code point of the same number. Never fails. */
export function decodeLatin1(buffer: Uint8Array, start = 0, end = buffer.length): string {
  const length = end - start;
  if (length <= AT_ONCE) return shortLatin1(buffer, start, length);
  if (isNative(buffer)) return buffer.latin1Slice(start, end);
  if (length <= FEW) return fewLatin1(buffer, start, length);
  let text = '';
  for (let at = start; at < end; at += BATCH) {
    text += String.fromCharCode.apply(null, buffer.subarray(at, Math.min(end, at + BATCH)) as unknown as number[]);
  }
  return text;
}

/** Decodes bytes that are known to be ASCII. */
export function decodeAscii(buffer: Uint8Array, start: number, end: number): string {
  return isNative(buffer) ? decodeLatin1(buffer, start, end) : decodeUtf8(buffer, start, end);
}

/** Node's Buffer brings native decoders as methods; asking the object for them keeps core free of Node. */
interface Native {
  readonly latin1Slice: (start: number, end: number) => string;
  /** Puts U+FFFD in place of what is malformed. */
  readonly utf8Slice: (start: number, end: number) => string;
}

/** Whether the chunk brings native methods. An engine looks those up each time, so the answer for the last chunk is kept (and with it the chunk). */
export function isNative(chunk: Uint8Array): chunk is Uint8Array & Native {
  if (chunk !== asked.chunk) {
    asked.chunk = chunk;
    asked.isNative = (chunk as Partial<Native>).utf8Slice !== undefined;
  }
  return asked.isNative;
}

const asked: { chunk: Uint8Array | undefined; isNative: boolean } = { chunk: undefined, isNative: false };

/** All of them as the arguments of one call; an array of each length is kept for them. */
function fewLatin1(buffer: Uint8Array, start: number, length: number): string {
  argumentsOf[length] ??= new Array<number>(length).fill(0);
  const units = argumentsOf[length];
  for (let i = 0; i < length; i++) units[i] = buffer[start + i] as number;
  return String.fromCharCode.apply(null, units);
}

/** How many bytes `text` takes in UTF-8. A lone surrogate counts as U+FFFD, which is what an encoder writes for it. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else {
      length += 2;
      // A surrogate pair is two units and four bytes: two more than its units.
      if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) i += 1;
    }
  }
  return length;
}

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Encodes into `buffer` at `at`, which must have room for three bytes per UTF-16 unit. Returns the number of bytes written. */
export function encodeUtf8Into(text: string, buffer: Uint8Array, at: number): number {
  if (text.length <= SHORT_TEXT) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) return encoder.encodeInto(text, buffer.subarray(at)).written;
      buffer[at + i] = unit;
    }
    return text.length;
  }
  return encoder.encodeInto(text, buffer.subarray(at)).written;
}

/** Encodes ASCII into `buffer` at `at`, which must have room for as many bytes. Returns false for text with other characters; what was written then means nothing. */
export function encodeAsciiInto(text: string, buffer: Uint8Array, at: number): boolean {
  const { length } = text;
  // In so many bytes, the encoder gets to the end of nothing but ASCII.
  if (length > SHORT_TEXT) return encoder.encodeInto(text, buffer.subarray(at, at + length)).read === length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return false;
    buffer[at + i] = unit;
  }
  return true;
}

function isAscii(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((buffer[i] as number) >= 0x80) return false;
  return true;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** Up to this length plain arrays beat a typed one as arguments. */
const FEW = 64;
const argumentsOf: (number[] | undefined)[] = [];
/** Up to this length a loop beats the native encoder: it asks for each character how the text is kept. */
const SHORT_TEXT = 28;
/** Arguments of one `String.fromCharCode` call; engines bound the number of arguments. */
const BATCH = 4096;

const encoder = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
