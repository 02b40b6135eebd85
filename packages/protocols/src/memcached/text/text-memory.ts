/** Memory for texts that are kept with their items. */
import { viewOf } from '@wirechart/core';

let piece = new Uint8Array(0);
let used = 0;

/**
 * So many bytes, to be written to once. Short ones share a small piece, since making one for each costs several times as much as
 * writing it. Whoever keeps one of them keeps the piece, which is why it is not larger.
 */
export function textMemory(length: number): Uint8Array {
  if (length > SHORT) return new Uint8Array(length);
  if (used + length > piece.length) {
    piece = new Uint8Array(PIECE);
    used = 0;
  }
  used += length;
  return viewOf(piece, used - length, used);
}

const PIECE = 1024;
const SHORT = 256;
