/**
 * The texts of many short frames that lie in one chunk. To decode each on its own takes longer for the call than for the bytes,
 * so a stretch of the chunk is decoded at once and the texts are cut out of that.
 *
 * The stretch holds nothing but ASCII, where a byte is a character in UTF-8 and in ISO 8859-1 alike; any other text is decoded
 * on its own. An engine may let a text that was cut out keep the whole stretch alive, as a view keeps its chunk: so a stretch is
 * small at first, and grows only where stretch after stretch is used up, as one who splits whole chunks uses them. What one connection
 * has shown is not believed of another. The last chunk and its stretch are kept until texts of another chunk are read.
 *
 * Only for bytes that never change: those of a byte queue.
 */
import { decodeAscii, decodeLatin1, decodeUtf8, isNative } from '../bytes/text.js';
import { dataViewOf, EMPTY } from '../bytes/views.js';

/**
 * As {@link decodeUtf8}, of the bytes around a window.
 *
 * @throws TypeError when the bytes are not UTF-8.
 */
export function utf8Around(window: Surroundings, start: number, end: number): string {
  if (isInStretch(window.buffer, start, end) || opensStretch(window, start, end)) {
    return last.text.substring(start - last.from, end - last.from);
  }
  return decodeUtf8(window.buffer, start, end);
}

/** As {@link decodeLatin1}, of the bytes around a window. */
export function latin1Around(window: Surroundings, start: number, end: number): string {
  if (isInStretch(window.buffer, start, end) || opensStretch(window, start, end)) {
    return last.text.substring(start - last.from, end - last.from);
  }
  return decodeLatin1(window.buffer, start, end);
}

/** What is known where a text is asked for. */
export interface Surroundings {
  readonly buffer: Uint8Array;
  /** Up to where `buffer` holds bytes. */
  readonly filled: number;
  /** How much was text, of a chunk that was read as short texts to its end and was the last; else 0. */
  textBefore: number;
}

/**
 * Where a character of ASCII is, from `start` on, as far as that can be told from the text at hand; -1 where it cannot. An engine finds a
 * character in a text sooner than a byte in a chunk, which holds bytes up to `filled`.
 */
export function indexInText(chunk: Uint8Array, character: string, start: number, filled: number): number {
  const { text, from } = last;
  if (chunk !== last.chunk || start < from || start > last.to) return -1;
  const at = text.indexOf(character, start - from);
  if (at >= 0) return from + at;
  if (!goesOn(start, filled)) return -1;
  const next = last.text.indexOf(character);
  return next < 0 ? -1 : start + next;
}

/** Opens the next stretch where one is used up, before the next text is known to be short: those before it were. */
function goesOn(start: number, filled: number): boolean {
  if (!isUsedUp(start) || last.inRow < IN_ROW) return false;
  last.size = grown();
  return opensAt(last.chunk, start, filled, 2 * NEAR);
}

/** A delimiter was read at the end of a chunk, or beyond. */
export function reachesEnd(chunk: Uint8Array, end: number): void {
  if (chunk === last.chunk && isUsedUp(end)) last.window.textBefore = last.decoded;
}

/** Bytes of a stretch. */
const SMALLEST = 4096;
/** As much as most chunks have. */
const LARGEST = 65536;

/** One for all: the last. In an object, since an engine looks at a variable of a module each time whether it has a value yet, and which kind. */
const last = {
  text: '',
  /** Where it lies. */
  chunk: EMPTY,
  from: 0,
  to: 0,
  /** Where the last text began that was decoded on its own, or the stretch ended, and how many since were short and near. */
  before: 0,
  inRow: 0,
  /** How many bytes the next one in the chunk may have. */
  size: SMALLEST,
  /** How many those of the chunk have had. */
  decoded: 0,
  /** Of whoever reads the chunk. */
  window: { buffer: EMPTY, filled: 0, textBefore: 0 } as Surroundings,
  /** In so many stretches more, what is ASCII is looked for first: to decode what is not, and all of it, takes long. */
  doubts: 0,
};

/** Whether it was read to its end, or nearly so. */
const isUsedUp = (start: number): boolean => last.text !== '' && Math.abs(last.to - start) <= NEAR;

/** What the next one may have where one was used up. */
const grown = (): number => Math.min(Math.max(2 * (last.to - last.from), SMALLEST), LARGEST);

const isInStretch = (chunk: Uint8Array, start: number, end: number): boolean =>
  chunk === last.chunk && start >= last.from && end <= last.to;

/** Opens a stretch at `start` if it promises to be of use: if some texts in a row were short and near each other. */
function opensStretch(window: Surroundings, start: number, textEnd: number): boolean {
  const { buffer: chunk, filled } = window;
  const least = (textEnd - start) * LEAST;
  if (chunk !== last.chunk) {
    // Such as a frame that crossed chunks.
    if (filled - start < least) return false;
    last.chunk = chunk;
    last.text = '';
    last.from = 0;
    last.to = 0;
    last.before = start;
    last.decoded = 0;
    last.window = window;
    // Where the chunk before was of short texts to its end, this one is too; but that is to be seen of each.
    last.inRow = window.textBefore > 0 ? IN_ROW : 0;
    last.size = Math.max(window.textBefore, SMALLEST);
    window.textBefore = 0;
    return last.inRow === IN_ROW && textEnd - start <= NEAR && opensAt(chunk, start, filled, least);
  }
  // Going back, a stretch could be opened for every text.
  const isNext = start >= last.from && start - last.before <= NEAR && textEnd - start <= NEAR;
  last.inRow = isNext ? last.inRow + 1 : Math.min(last.inRow, 0);
  last.before = start;
  if (last.inRow < IN_ROW) return false;
  if (isUsedUp(start)) last.size = grown();
  return opensAt(chunk, start, filled, least);
}

/** Opens a stretch if that comes to so many bytes at least. */
function opensAt(chunk: Uint8Array, start: number, filled: number, least: number): boolean {
  const limit = Math.min(start + last.size, filled);
  if (limit - start < least) return false;
  last.size = SMALLEST;
  let end = limit;
  let text = last.doubts > 0 ? undefined : wholeAscii(chunk, start, limit);
  if (text === undefined) {
    last.doubts = last.doubts > 0 ? last.doubts - 1 : DOUBTS;
    end = endOfAscii(chunk, start, limit);
    if (end - start < least) {
      last.inRow = -WAIT;
      return false;
    }
    text = decodeAscii(chunk, start, end);
  }
  last.text = text;
  last.from = start;
  last.to = end;
  last.before = end;
  last.decoded = Math.min(last.decoded + end - start, LARGEST);
  // Where something else than ASCII ends it, the next text is not of ASCII.
  if (end < limit) last.inRow = 0;
  return true;
}

/** Checks and decodes it in one go. Undefined where it is not all ASCII, or the chunk has no way that is faster than to look first. */
function wholeAscii(chunk: Uint8Array, start: number, end: number): string | undefined {
  if (!isNative(chunk)) return undefined;
  const text = chunk.utf8Slice(start, end);
  // As many characters as bytes: it is ASCII, or some are malformed and came out as U+FFFD.
  return text.length === end - start && !text.includes('\uFFFD') ? text : undefined;
}

/** Where the first byte is that is not ASCII; `end` if there is none. */
function endOfAscii(chunk: Uint8Array, start: number, end: number): number {
  const view = dataViewOf(chunk);
  let i = start;
  for (; i + 32 <= end; i += 32) {
    const bits =
      view.getInt32(i, true) |
      view.getInt32(i + 4, true) |
      view.getInt32(i + 8, true) |
      view.getInt32(i + 12, true) |
      view.getInt32(i + 16, true) |
      view.getInt32(i + 20, true) |
      view.getInt32(i + 24, true) |
      view.getInt32(i + 28, true);
    if ((bits & TOP_BITS) !== 0) break;
  }
  while (i < end && (chunk[i] as number) < 0x80) i += 1;
  return i;
}

/** The top bit of each byte of a word. */
const TOP_BITS = 0x8080_8080;

/** Bytes. Where texts are longer or further apart, a call for each costs no more than to look at all that lies in between. */
const NEAR = 256;
/** So many texts after the first one must have been near, */
const IN_ROW = 2;
/** and room for so many more be in the stretch: a message of two or three parts is not worth one. */
const LEAST = 4;
/** Texts more that are decoded on their own before the next try, where not enough was ASCII. */
const WAIT = 5;
/** Stretches after one that was not all ASCII. */
const DOUBTS = 64;
