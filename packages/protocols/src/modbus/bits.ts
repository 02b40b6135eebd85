/** Bits in bytes: the first in the lowest bit of the first byte (V1.1b3, 6.1). */
import type { ByteWindow, ByteWriter } from '@wirechart/core';

export const bytesFor = (bits: number): number => Math.ceil(bits / 8);

export function readBits(frame: ByteWindow, from: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, at) => ((frame.uint8(from + (at >> 3)) >> (at & 7)) & 1) === 1);
}

export function writeBits(bits: readonly boolean[], out: ByteWriter): void {
  for (let at = 0; at < bits.length; at += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8 && at + bit < bits.length; bit++) if (bits[at + bit]) byte |= 1 << bit;
    out.uint8(byte);
  }
}

export function readRegisters(frame: ByteWindow, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => frame.uint16(from + 2 * at));
}
