/** The codec of a data block: as many bytes as were announced, and a line break. */
import type { ByteWindow } from '@wirechart/core';

/** What a line break adds to the announced length. */
export const LINE_BREAK_BYTES = 2;

/** The data, or undefined where no line break follows them. */
export function readData(frame: ByteWindow): Uint8Array | undefined {
  const length = frame.length - LINE_BREAK_BYTES;
  return frame.uint16(length) === CRLF ? frame.bytes(0, length) : undefined;
}

const CRLF = 0x0d0a;
