/** The header before each message (MBAP; Implementation Guide V1.0b, 3.1.3). */
import type { ByteWindow, ByteWriter } from '@wirechart/core';
import { modbusError } from './errors.js';
import type { Tag } from './message.js';

export interface Header extends Tag {
  /** Bytes of the function code and what is after it. */
  readonly length: number;
}

export const HEADER_BYTES = 7;
/** Of the function code and its data (V1.1b3, 4.1). */
const MOST_BYTES = 253;

/** @throws RemoteError `not-modbus`, `length-invalid`. */
export function readHeader(frame: ByteWindow): Header {
  const protocol = frame.uint16(2);
  if (protocol !== 0) throw modbusError('not-modbus', String(protocol), { at: 2 });
  const length = frame.uint16(4) - 1;
  if (length < 1 || length > MOST_BYTES) throw modbusError('length-invalid', String(length + 1), { at: 4 });
  return { transaction: frame.uint16(0), length, unit: frame.uint8(6) };
}

/** @throws RangeError for what its fields cannot hold. */
export function writeHeader(tag: Partial<Tag>, length: number, out: ByteWriter): void {
  if (length > MOST_BYTES) throw new RangeError(`a message has at most ${MOST_BYTES} bytes, not ${length}`);
  out
    .uint16(word('transaction', tag.transaction ?? 0))
    .uint16(0)
    .uint16(length + 1)
    .uint8(byte('unit', tag.unit ?? ANY_UNIT));
}

/** @throws RangeError for what is no whole number from 0 to 65,535. */
export function word(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff) return value;
  throw new RangeError(`${name} is an integer from 0 to 65,535, not ${value}`);
}

/** @throws RangeError for what is no whole number from 0 to 255. */
export function byte(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xff) return value;
  throw new RangeError(`${name} is an integer from 0 to 255, not ${value}`);
}

const ANY_UNIT = 255;
