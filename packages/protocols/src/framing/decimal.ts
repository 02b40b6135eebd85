/** Frames after a length in ASCII digits. */
import { type ByteWindow, defineProtocol, encodeUtf8, type Protocol, until } from '@wirechart/core';
import { framingError } from './errors.js';
import { decimalHeader, headerFields } from './fields.js';
import { type FrameHeader, headerHalf } from './header-half.js';
import type { FramingOptions } from './options.js';

export interface DecimalPrefixedOptions extends FramingOptions {
  /** What stands between the digits and the message, at least one character. Default `'\n'`. */
  readonly separator?: string;
  /** What must follow the message. Default: nothing. */
  readonly terminator?: string;
}

/** Messages after their length in decimal digits, without a sign and without leading zeros (`0` is a length). */
export function decimalPrefixed(options: DecimalPrefixedOptions = {}): Protocol<Uint8Array, Uint8Array> {
  const { separator = '\n', terminator = '', oversize = 'fail', ...rest } = options;
  const end = encodeUtf8(terminator);
  return defineProtocol<Uint8Array>({
    name: 'decimal-prefixed',
    read: headerHalf({
      id: 'decimal-prefixed',
      header: (delivery) => until(separator, { ...delivery, max: DIGITS }),
      decode,
      oversize,
      terminator: end,
    }),
    encode: (message, out) => {
      out.text(`${message.length}${separator}`).bytes(message).bytes(end);
    },
    fields: headerFields(decimalHeader(encodeUtf8(separator)), end.length),
    untaken: 'pause',
    ...rest,
  });
}

/** Netstrings (https://cr.yp.to/proto/netstrings.txt): `5:hello,`. */
export function netstring(options: FramingOptions = {}): Protocol<Uint8Array, Uint8Array> {
  return decimalPrefixed({ ...options, separator: ':', terminator: ',' });
}

function decode(frame: ByteWindow): FrameHeader {
  const digits = frame.latin1();
  const bodyLength = Number(digits);
  if (!/^(0|[1-9][0-9]*)$/.test(digits) || !Number.isSafeInteger(bodyLength)) {
    throw framingError('length-invalid', JSON.stringify(digits));
  }
  return { bodyLength, kept: NOTHING };
}

/** As many as the largest safe integer has. */
const DIGITS = 16;
const NOTHING = new Uint8Array(0);
