/** Frames of a length that never changes. */
import { bytes, defineProtocol, type Protocol } from '@wirechart/core';
import { fixedFields } from './fields.js';
import { frameHalf } from './frame-half.js';
import type { FramingOptions } from './options.js';

/**
 * Messages of exactly `length` bytes.
 *
 * @param length an integer from 1
 * @throws RangeError for any other length; sending a message of another length is a LocalError `encode-failed`.
 */
export function fixedLength(
  length: number,
  options: Omit<FramingOptions, 'oversize'> = {},
): Protocol<Uint8Array, Uint8Array> {
  if (!Number.isInteger(length) || length < 1) throw new RangeError(`length must be a positive integer, not ${length}`);
  return defineProtocol<Uint8Array>({
    name: 'fixed-length',
    read: frameHalf({ id: 'fixed-length', frame: bytes(length, { event: 'frame' }) }),
    encode(message, out) {
      if (message.length !== length) throw new RangeError(`a message must have ${length} bytes, not ${message.length}`);
      out.bytes(message);
    },
    fields: fixedFields(length),
    untaken: 'pause',
    ...options,
  });
}
