/** The usual case of a request, read at one go: an array of short bulk strings that lies in the window whole. */
import { type ByteWindow, viewOf } from '@wirechart/core';
import type { Command } from '../command.js';
import * as marks from './marks.js';
import { readName } from './name.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { ARRAY, BULK, CR, LF } = marks;

/**
 * Reads a request and moves the window past it; or returns undefined and leaves the window where it is, for the
 * reader that takes everything: when not all of it is here, when it is not well-formed, long, or beyond what it may have.
 */
export function readPlainRequest(window: ByteWindow, mostArguments: number, mostBytes: number): Command | undefined {
  const { buffer, start, end } = window;
  if (end - start < SHORTEST || buffer[start] !== ARRAY || buffer[start + 2] !== CR || buffer[start + 3] !== LF) {
    return undefined;
  }
  const count = (buffer[start + 1] as number) - 0x30;
  if (!(count >= 1 && count <= 9 && count <= mostArguments)) return undefined;
  // Of its size from the start: one that grows makes room for more than it will get.
  const args = new Array<Uint8Array>(count - 1);
  let name = '';
  let left = mostBytes;
  let at = start + 4;
  for (let i = 0; i < count; i++) {
    // A length of up to three digits.
    if (at + 4 > end || buffer[at] !== BULK) return undefined;
    let length = (buffer[at + 1] as number) - 0x30;
    if (!(length >= 0 && length <= 9)) return undefined;
    at += 2;
    for (let digits = 1; buffer[at] !== CR; digits++) {
      const digit = (buffer[at] as number) - 0x30;
      if (!(digit >= 0 && digit <= 9) || digits === 3 || length === 0 || at + 2 >= end) return undefined;
      length = length * 10 + digit;
      at += 1;
    }
    const from = at + 2;
    at = from + length;
    left -= length;
    if (left < 0 || at + 2 > end || buffer[from - 1] !== LF || buffer[at] !== CR || buffer[at + 1] !== LF) {
      return undefined;
    }
    if (i === 0) name = readName(buffer, from, at);
    else args[i - 1] = viewOf(buffer, from, at);
    at += 2;
  }
  window.start = at;
  return { name, args };
}

/** `*1`, `$0`, and nothing. */
const SHORTEST = 10;
