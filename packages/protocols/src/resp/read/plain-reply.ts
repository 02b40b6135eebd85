/** The usual cases of a reply, read at one go: OK, an integer, a bulk string or none, a short array of those, whole in the window. */
import type { ByteWindow } from '@wirechart/core';
import type { RequestBounds } from '../options.js';
import type { RespValue } from '../values.js';
import { type BulkAs, bulkValue } from './bulk.js';
import * as marks from './marks.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { ARRAY, BULK, CR, INTEGER, LF, SIMPLE } = marks;

/**
 * Reads a reply and moves the window past it; or returns undefined and leaves the window where it is, for the reader
 * that takes everything: when not all of it is here, when it is of another kind, not well-formed, or beyond its bounds.
 */
export function readPlainReply(window: ByteWindow, bounds: RequestBounds, bulk: BulkAs): RespValue | undefined {
  const { buffer, start, end } = window;
  left = bounds.contentBytes;
  let value: RespValue | undefined;
  if (buffer[start] !== ARRAY) value = readElement(buffer, start, end, bulk);
  else {
    const count = (buffer[start + 1] as number) - 0x30;
    if (!(end - start > 4 && count >= 0 && count <= 9 && count <= bounds.elements)) return undefined;
    if (buffer[start + 2] !== CR || buffer[start + 3] !== LF) return undefined;
    // Of its size from the start: one that grows makes room for more than it will get.
    const items = new Array<RespValue>(count);
    next = start + 4;
    for (let i = 0; i < count; i++) {
      const item = readElement(buffer, next, end, bulk);
      if (item === undefined) return undefined;
      items[i] = item;
    }
    value = items;
  }
  if (value !== undefined) window.start = next;
  return value;
}

// After the element that was read last, and bytes that a message may still have. Used between two statements only.
let next = 0;
let left = 0;

function readElement(buffer: Uint8Array, at: number, end: number, bulk: BulkAs): RespValue | undefined {
  if (end - at < SHORTEST) return undefined;
  switch (buffer[at]) {
    case BULK:
    case INTEGER:
      break;
    case SIMPLE:
      if (end - at < 5 || buffer[at + 1] !== 0x4f || buffer[at + 2] !== 0x4b) return undefined;
      if (buffer[at + 3] !== CR || buffer[at + 4] !== LF) return undefined;
      next = at + 5;
      left -= 2;
      return left < 0 ? undefined : 'OK';
    default:
      return undefined;
  }
  let number = 0;
  let digits = 0;
  let last = at + 1;
  for (; last < end; last++) {
    const digit = (buffer[last] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) break;
    number = number * 10 + digit;
    digits += 1;
  }
  if (digits === 0 && isNullBulk(buffer, at, end)) {
    next = at + 5;
    return null;
  }
  if (digits === 0 || digits > 9 || last + 2 > end || buffer[last] !== CR || buffer[last + 1] !== LF) return undefined;
  if (buffer[at] === INTEGER) {
    next = last + 2;
    left -= digits;
    return left < 0 ? undefined : number;
  }
  if (digits > 1 && buffer[at + 1] === 0x30) return undefined;
  const from = last + 2;
  const to = from + number;
  left -= number;
  if (left < 0 || to + 2 > end || buffer[to] !== CR || buffer[to + 1] !== LF) return undefined;
  next = to + 2;
  return bulkValue(bulk, buffer, from, to);
}

/** `$-1`, as there is no such key. */
function isNullBulk(buffer: Uint8Array, at: number, end: number): boolean {
  if (end - at < 5 || buffer[at] !== BULK || buffer[at + 1] !== MINUS || buffer[at + 2] !== ONE) return false;
  return buffer[at + 3] === CR && buffer[at + 4] === LF;
}

const MINUS = 0x2d;
const ONE = 0x31;
/** A type, a digit, a line break. */
const SHORTEST = 4;
