/** The usual case of a request, read at one go: an array of short bulk strings that lies in the window whole. */
import { type ByteWindow, dataViewOf, viewOf } from '@wirechart/core';
import type { Command } from '../command.js';
import * as marks from './marks.js';
import { nameOf, readName } from './name.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { ARRAY, BULK, CR, LF } = marks;

/**
 * Reads a request and moves the window past it; or returns undefined and leaves the window where it is, for the
 * reader that takes everything: when not all of it is here, when it is not well-formed, long, or beyond what it may have.
 */
export function readPlainRequest(window: ByteWindow, mostArguments: number, mostBytes: number): Command | undefined {
  const { buffer, start, end } = window;
  if (end - start < SHORTEST) return undefined;
  // By words of up to four bytes: the checks are what it costs.
  const view = dataViewOf(buffer);
  const first = view.getInt32(start, true);
  if ((first & AROUND_DIGIT) !== ARRAY_LINE) return undefined;
  const count = digitIn(first);
  if (!(count >= 1 && count <= 9 && count <= mostArguments)) return undefined;
  // Of its size from the start: one that grows makes room for more than it will get. Usual ones are made without a call.
  const args = count === 3 ? [EMPTY, EMPTY] : count === 2 ? [EMPTY] : new Array<Uint8Array>(count - 1);
  let name = '';
  let left = mostBytes;
  let at = start + 4;
  for (let i = 0; i < count; i++) {
    if (at + 6 > end) return undefined;
    const word = view.getInt32(at, true);
    let length = digitIn(word);
    if (!(length >= 0 && length <= 9)) return undefined;
    if ((word & AROUND_DIGIT) === BULK_LINE) at += 4;
    else {
      // A length of two or three digits.
      const second = digitIn(word >> 8);
      if ((word & 0xff) !== BULK || length === 0 || !(second >= 0 && second <= 9)) return undefined;
      length = length * 10 + second;
      const after = word >>> 24;
      if (after !== CR) {
        const third = after - 0x30;
        if (!(third >= 0 && third <= 9) || buffer[at + 4] !== CR) return undefined;
        length = length * 10 + third;
        at += 1;
      }
      if (buffer[at + 4] !== LF) return undefined;
      at += 5;
    }
    const from = at;
    at = from + length;
    left -= length;
    if (left < 0 || at + 2 > end || view.getInt16(at, true) !== CRLF) return undefined;
    if (i === 0) name = nameAt(view, buffer, from, length);
    else args[i - 1] = viewOf(buffer, from, at);
    at += 2;
  }
  window.start = at;
  return { name, args };
}

/** Two bytes more than the name are there. */
function nameAt(view: DataView, buffer: Uint8Array, from: number, length: number): string {
  if (length !== 3 && length !== 4) return readName(buffer, from, from + length);
  const word = view.getInt32(from, true);
  return nameOf(length === 3 ? word & 0xff_ffff : word, length, buffer, from);
}

/** The digit in the word of a line such as `*3`; outside of 0 to 9 where it is none. */
const digitIn = (word: number): number => ((word >> 8) & 0xff) - 0x30;

/** Words of lines of one digit, without that. */
const AROUND_DIGIT = 0xffff_00ff | 0;
const ARRAY_LINE = ARRAY | (CR << 16) | (LF << 24);
const BULK_LINE = BULK | (CR << 16) | (LF << 24);
const CRLF = CR | (LF << 8);
/** Stands where an argument comes. */
const EMPTY = new Uint8Array(0);
/** `*1`, `$0`, and nothing. */
const SHORTEST = 10;
