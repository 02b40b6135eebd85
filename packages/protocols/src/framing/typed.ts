/** Frames whose first byte, the type, determines their length. */
import { type ByteWindow, bytes, defineProtocol, type Protocol } from '@wirechart/core';
import type { Parts } from '../parts.js';
import { framingError } from './errors.js';
import { headerFields } from './fields.js';
import { type FrameHeader, headerHalf } from './header-half.js';
import type { FramingOptions } from './options.js';

/**
 * Messages of a type byte and as many bytes as that type has after it; the type is part of the message.
 *
 * @param lengths bytes after the type byte, by type (0 to 255)
 * @throws RangeError for a type or length out of range. Sending an unknown type, or a length that is not the type's, is a
 *   LocalError `encode-failed`.
 */
export function typed(
  lengths: Readonly<Record<number, number>>,
  options: Omit<FramingOptions, 'oversize'> = {},
): Protocol<Uint8Array, Uint8Array> {
  const table = new Map(Object.entries(lengths).map(([type, length]) => [Number(type), length]));
  for (const [type, length] of table) {
    if (!Number.isInteger(type) || type < 0 || type > 255) throw new RangeError(`type ${type} is not a byte`);
    if (!Number.isSafeInteger(length) || length < 0)
      throw new RangeError(`length ${length} of type ${type} is not a length`);
  }
  const decode = (frame: ByteWindow): FrameHeader => {
    const bodyLength = table.get(frame.uint8(0));
    if (bodyLength === undefined) throw framingError('type-unknown', String(frame.uint8(0)));
    return { bodyLength, kept: frame.bytes() };
  };
  const readType = (parts: Parts): number => {
    const type = parts.byte();
    parts.take('type', 1);
    return table.get(type) ?? 0;
  };
  return defineProtocol<Uint8Array>({
    name: 'typed',
    read: headerHalf({ id: 'typed', header: (delivery) => bytes(1, delivery), decode, oversize: 'fail' }),
    encode(message, out) {
      const length = table.get(message[0] ?? -1);
      if (length === undefined) throw new RangeError(`type ${message[0]} is not known`);
      if (message.length !== length + 1)
        throw new RangeError(`a message of type ${message[0]} must have ${length + 1} bytes`);
      out.bytes(message);
    },
    fields: headerFields(readType),
    untaken: 'pause',
    ...options,
  });
}
