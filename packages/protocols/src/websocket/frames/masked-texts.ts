/**
 * The texts of many short masked frames that lie in one chunk. To take the mask off each and to decode it on its own takes longer
 * for the calls than for the bytes; so the texts of frames that follow each other are decoded at once, and each is cut out when its
 * frame is read. What the header of a frame says is checked then, as always: here it is only looked at whether it is the usual one.
 *
 * As with the texts of core's windows, one that is kept may keep up to 4 KiB of its neighbours alive. Only for bytes that never
 * change. The last chunk is kept until a text of another one is read.
 */
import { type ByteWindow, dataViewOf, decodeUtf8 } from '@wirechart/core';
import { FIN, keyOf, MASKED } from './header.js';
import { copyMaskedWords } from './mask.js';
import { TEXT } from './opcode.js';

/** The text of the payload from `start` to `end` of the window's chunk, shorter than {@link SHORT_TEXT}, if it was decoded with others; undefined if not. */
export function decodedTogether({ buffer, filled }: ByteWindow, start: number, end: number): string | undefined {
  if (buffer !== chunk) return beginChunk(buffer, end);
  if (next === count || starts[next] !== start) {
    if (!isWorthwhile(start, end) || !decode(start, filled)) return undefined;
  }
  const from = offsets[next] as number;
  const to = offsets[next + 1] as number;
  if (to - from !== end - start) return undefined;
  next += 1;
  before = end;
  return text.slice(from, to);
}

let chunk: Uint8Array = new Uint8Array(0);
/** What was decoded; where in the chunk the payloads lie, where in the text they begin, and which of them is the next. */
let text = '';
let count = 0;
let next = 0;
/** Where the last payload ended, and how many were short and near each other in a row. */
let before = 0;
let inRow = 0;

function beginChunk(buffer: Uint8Array, end: number): undefined {
  chunk = buffer;
  text = '';
  count = 0;
  next = 0;
  before = end;
  inRow = 0;
}

function isWorthwhile(start: number, end: number): boolean {
  inRow = start - before === SHORT_HEADER ? inRow + 1 : Math.min(inRow, 0);
  before = end;
  return inRow >= IN_ROW;
}

/** Decodes the payload at `start` and those that follow it, as long as all are ASCII, as far as the chunk is `filled`. */
function decode(start: number, filled: number): boolean {
  const source = dataViewOf(chunk);
  let at = start;
  let to = 0;
  count = 0;
  next = 0;
  while (count < MOST) {
    const length = (chunk[at - SHORT_HEADER + 1] as number) & 0x7f;
    if (at + length > filled || to + length > SCRATCH) break;
    if (!copyMaskedWords(source, at, length, keyOf(chunk, at - KEY), scratch, to)) break;
    starts[count] = at;
    offsets[count] = to;
    count += 1;
    to += length;
    at += length + SHORT_HEADER;
    if (at > filled || chunk[at - SHORT_HEADER] !== FIN + TEXT) break;
    const second = chunk[at - SHORT_HEADER + 1] as number;
    if (second < MASKED || second >= MASKED + SHORT_TEXT) break;
  }
  offsets[count] = to;
  if (count < LEAST) {
    count = 0;
    inRow = -WAIT;
    return false;
  }
  text = decodeUtf8(scratchBytes, 0, to);
  return true;
}

/** Bytes of the header of a masked frame of less than 126 bytes, and of its key. */
const SHORT_HEADER = 6;
const KEY = 4;
/** Texts of fewer bytes have a header that short, since their length is in its second byte. Longer ones gain nothing. */
export const SHORT_TEXT = 126;
/** So many texts after the first one must have been near, and so many be found in a row: a few are not worth it. */
const IN_ROW = 2;
const LEAST = 4;
/** Texts more that are decoded on their own before the next try. */
const WAIT = 5;
/** Texts, and bytes, that are decoded at once. Larger ones are hardly faster. */
const MOST = 256;
const SCRATCH = 4096;
const scratchBytes = new Uint8Array(SCRATCH);
const scratch = new DataView(scratchBytes.buffer);
const starts = new Int32Array(MOST);
const offsets = new Int32Array(MOST + 1);
