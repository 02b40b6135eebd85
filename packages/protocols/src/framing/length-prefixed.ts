/** Frames whose length stands in a field of a header. */
import { type ByteWindow, type ByteWriter, bytes, checkOptions, defineProtocol, type Protocol } from '@wirechart/core';
import type { Parts } from '../parts.js';
import { framingError } from './errors.js';
import { headerFields } from './fields.js';
import { type FrameHeader, headerHalf } from './header-half.js';
import type { FramingOptions } from './options.js';

export interface LengthPrefixedOptions extends FramingOptions {
  /** Bytes of the length field, 1 to 8. */
  readonly width: number;
  readonly littleEndian?: boolean;
  /** Bytes of the header before the length field. Default 0. */
  readonly offset?: number;
  /**
   * What is added to the number in the field to get the number of bytes after it. Default 0. A field that counts the whole
   * frame has `-(offset + width)`; one that leaves out a trailer has the length of that.
   */
  readonly adjustment?: number;
  /** Bytes at the front of the frame that are not part of the message. Default: the whole header. */
  readonly strip?: number;
  /** What to write for the bytes before the length field, as far as they are stripped. Default: zeros. */
  readonly prefix?: Uint8Array;
}

/**
 * Messages after a length. Options mean what they mean in netty's LengthFieldBasedFrameDecoder.
 *
 * Where the header is not stripped altogether, a message begins with the rest of it; what it holds in place of the length
 * field is overwritten when it is sent.
 *
 * @throws RangeError for options out of range; TypeError for one of an unknown name. Sending a message whose length the field cannot hold is a LocalError
 *   `encode-failed`.
 */
export function lengthPrefixed(options: LengthPrefixedOptions): Protocol<Uint8Array, Uint8Array> {
  checkOptions<LengthPrefixedOptions>('lengthPrefixed', options, {
    width: true,
    littleEndian: true,
    offset: true,
    adjustment: true,
    strip: true,
    prefix: true,
    oversize: true,
    replies: true,
    limits: true,
    timeouts: true,
  });
  const { width, littleEndian = false, offset = 0, adjustment = 0, oversize = 'fail' } = options;
  const headerLength = offset + width;
  const { strip = headerLength, prefix = new Uint8Array(Math.min(offset, strip)) } = options;
  checkWhole('width', width, 1, 8);
  checkWhole('offset', offset, 0, 0xffff);
  checkWhole('adjustment', adjustment, -0xffff_ffff, 0xffff_ffff);
  checkWhole('strip', strip, 0, headerLength);
  checkWhole('prefix.length', prefix.length, Math.min(offset, strip), Math.min(offset, strip));
  const most = 256n ** BigInt(width) - 1n;

  const readField = fieldReader(offset, width, littleEndian);

  const decode = (frame: ByteWindow): FrameHeader => {
    const field = readField(frame);
    const bodyLength = field + adjustment;
    if (field > Number.MAX_SAFE_INTEGER || bodyLength < 0 || bodyLength > Number.MAX_SAFE_INTEGER)
      throw framingError('length-invalid', String(bodyLength), { at: offset });
    return { bodyLength, kept: strip === headerLength ? NOTHING : frame.bytes(strip) };
  };

  const encode = (message: Uint8Array, out: ByteWriter): void => {
    const kept = headerLength - strip;
    if (message.length < kept)
      throw new RangeError(`a message must begin with the ${kept} bytes of the header that are not stripped`);
    const value = BigInt(message.length - kept - adjustment);
    if (value < 0n || value > most)
      throw new RangeError(`the length ${value} does not fit into a field of ${width} bytes`);
    const header = new Uint8Array(headerLength);
    header.set(prefix);
    header.set(message.subarray(0, kept), strip);
    writeNumber(header, offset, width, littleEndian, value);
    out.bytes(header).bytes(kept === 0 ? message : message.subarray(kept));
  };

  const readHeader = (parts: Parts): number => {
    parts.take('header', offset);
    let field = 0;
    for (let i = 0; i < width; i++) field = field * 256 + parts.byte(littleEndian ? width - 1 - i : i);
    parts.take('length', width);
    return field + adjustment;
  };

  return defineProtocol<Uint8Array>({
    name: 'length-prefixed',
    read: headerHalf({
      id: 'length-prefixed',
      header: (delivery) => bytes(headerLength, delivery),
      decode,
      oversize,
    }),
    encode,
    fields: headerFields(readHeader),
    untaken: 'pause',
    ...(options.replies === undefined ? {} : { replies: options.replies }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
}

function fieldReader(at: number, width: number, littleEndian: boolean): (frame: ByteWindow) => number {
  switch (width) {
    case 1:
      return (frame) => frame.uint8(at);
    case 2:
      return (frame) => frame.uint16(at, littleEndian);
    case 4:
      return (frame) => frame.uint32(at, littleEndian);
    default:
      return (frame) => readNumber(frame, at, width, littleEndian);
  }
}

/** Exact up to 2^53 - 1; what is above is rounded, but not below 2^53. */
function readNumber(frame: ByteWindow, at: number, width: number, littleEndian: boolean): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + frame.uint8(littleEndian ? at + width - 1 - i : at + i);
  return value;
}

function writeNumber(into: Uint8Array, at: number, width: number, littleEndian: boolean, value: bigint): void {
  let left = value;
  for (let i = 0; i < width; i++) {
    into[littleEndian ? at + i : at + width - 1 - i] = Number(left & 0xffn);
    left >>= 8n;
  }
}

function checkWhole(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be an integer from ${min} to ${max}, not ${value}`);
  }
}

const NOTHING = new Uint8Array(0);
