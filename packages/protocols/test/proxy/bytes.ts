/** Headers built by hand, so that the codec does not judge itself. */
import { encodeUtf8 } from '@wirechart/core';

export const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

/** A block of version 2; `length` where it shall not be that of the rest. */
export function block(command: number, family: number, rest: readonly number[], length = rest.length): Uint8Array {
  return Uint8Array.of(...SIGNATURE, command, family, length >> 8, length & 0xff, ...rest);
}

export function tlv(type: number, value: readonly number[] | string, length?: number): number[] {
  const bytes = typeof value === 'string' ? [...encodeUtf8(value)] : value;
  const announced = length ?? bytes.length;
  return [type, announced >> 8, announced & 0xff, ...bytes];
}

/** From 192.0.2.1, port 56324, to 198.51.100.7, port 443. */
export const IPV4 = [192, 0, 2, 1, 198, 51, 100, 7, 0xdc, 0x04, 0x01, 0xbb];
export const LINE = encodeUtf8('PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n');

export const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
