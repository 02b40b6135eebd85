/** Frames after a variable-length number, as protobuf streams have them. */
import { type ByteWindow, defineProtocol, type Protocol, through } from '@wirechart/core';
import { framingError } from './errors.js';
import { headerFields, varintHeader } from './fields.js';
import { type FrameHeader, headerHalf } from './header-half.js';
import type { FramingOptions } from './options.js';

/**
 * Messages after their length as an unsigned LEB128 number: seven bits a byte, the lowest first, the top bit set in all
 * but the last. At most eight bytes (56 bits), which is more than a message can have.
 */
export function varintPrefixed({
  oversize = 'fail',
  ...options
}: FramingOptions = {}): Protocol<Uint8Array, Uint8Array> {
  return defineProtocol<Uint8Array>({
    name: 'varint-prefixed',
    read: headerHalf({
      id: 'varint-prefixed',
      header: (delivery) => through((byte) => byte < 0x80, { ...delivery, max: LONGEST }),
      decode,
      oversize,
    }),
    encode: (message, out) => {
      let left = message.length;
      while (left >= 0x80) {
        out.uint8((left % 0x80) + 0x80);
        left = Math.floor(left / 0x80);
      }
      out.uint8(left).bytes(message);
    },
    fields: headerFields(varintHeader),
    untaken: 'pause',
    ...options,
  });
}

function decode(frame: ByteWindow): FrameHeader {
  let bodyLength = 0;
  for (let i = frame.length - 1; i >= 0; i--) bodyLength = bodyLength * 0x80 + (frame.uint8(i) & 0x7f);
  if (!Number.isSafeInteger(bodyLength)) throw framingError('length-invalid', String(bodyLength));
  return { bodyLength, kept: NOTHING };
}

const LONGEST = 8;
const NOTHING = new Uint8Array(0);
