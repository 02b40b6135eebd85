/** What a remote can do wrong once the WebSocket is open, in either role of ours. */
import type { Role } from '@wirechart/core';
import { closePayload, fromClient, fromServer } from './wire.js';

export interface BadInput {
  readonly name: string;
  /** After which nothing is wrong yet: one message, `ok`. */
  readonly input: Uint8Array;
  /** Where in the input the fault is. */
  readonly offset: number;
  readonly code: string;
  /** The code that we close with; undefined where there is nothing to say. */
  readonly closes: number | undefined;
  readonly state: string;
  /** Whether the remote's end is what is wrong. */
  readonly end?: boolean;
}

/** Under this limit of `contentBytes`. */
export const LIMIT = 64;

export function badInput(role: Role): readonly BadInput[] {
  const send = role === 'server' ? fromClient : fromServer;
  const good = send(1, 'ok');
  const header = role === 'server' ? 6 : 2;
  const row =
    (state: string, before: readonly Uint8Array[] = []) =>
    (name: string, code: string, closes: number | undefined, at: number, ...frames: Uint8Array[]): BadInput => {
      const fine = Buffer.concat([good, ...before]);
      return { name, code, closes, state, offset: fine.length + at, input: Buffer.concat([fine, ...frames]) };
    };
  const between = row('open.between-messages');
  const inside = row('open.inside-message', [send(1, 'a', { fin: false })]);
  const big = (length: number) => new Uint8Array(length);
  const surrogate = send(1, Uint8Array.of(0xed), { fin: false });
  return [
    between('RSV2', 'reserved-bits', 1002, 0, send(1, 'x', { rsv: 2 })),
    between('RSV1 without an extension', 'reserved-bits', 1002, 0, send(1, 'x', { rsv: 4 })),
    between('RSV3 on a ping', 'reserved-bits', 1002, 0, send(9, 'x', { rsv: 1 })),
    ...[3, 7].map((opcode) => between(`opcode ${opcode}`, 'opcode-unknown', 1002, 0, send(opcode))),
    ...[11, 15].map((opcode) => between(`opcode ${opcode}`, 'opcode-unknown', 1002, 0, send(opcode))),
    role === 'server'
      ? between('a frame without a mask', 'mask-missing', 1002, 1, fromServer(1, 'x'))
      : between('a masked frame', 'mask-unexpected', 1002, 1, fromClient(1, 'x')),
    between('125 in 16 bits', 'length-not-shortest', 1002, 1, send(2, big(125), { form: 16 })),
    between('0 in 64 bits', 'length-not-shortest', 1002, 1, send(2, '', { form: 64 })),
    between('65,535 in 64 bits', 'length-not-shortest', 1002, 1, send(2, '', { form: 64, announced: 65_535n })),
    between('a length of 2^63', 'length-invalid', 1002, 1, send(2, '', { form: 64, announced: 1n << 63n })),
    between('a length of 2^64 - 1', 'length-invalid', 1002, 1, send(2, '', { form: 64, announced: (1n << 64n) - 1n })),
    between(
      'a length of 2^63 - 1',
      'limit-content-bytes',
      1009,
      0,
      send(2, '', { form: 64, announced: (1n << 63n) - 1n }),
    ),
    between('a message above the limit', 'limit-content-bytes', 1009, 0, send(2, '', { announced: 65n })),
    inside('fragments above the limit', 'limit-content-bytes', 1009, 0, send(0, '', { announced: 64n })),
    between('a ping in fragments', 'control-fragmented', 1002, 0, send(9, '', { fin: false })),
    between('a ping of 126 bytes', 'control-too-long', 1002, 1, send(9, big(126))),
    between('a close of 2^16 bytes', 'control-too-long', 1002, 1, send(8, '', { announced: 65_536n })),
    between('a continuation of nothing', 'continuation-unexpected', 1002, 0, send(0, 'x')),
    inside('a message inside of another', 'continuation-missing', 1002, 0, send(2, 'x')),
    inside('RSV1 on a continuation', 'reserved-bits', 1002, 0, send(0, 'x', { rsv: 4 })),
    between('text that is not UTF-8', 'text-not-utf8', 1007, header + 1, send(1, Uint8Array.of(0x61, 0xff, 0x62))),
    between('an overlong form', 'text-not-utf8', 1007, header, send(1, Uint8Array.of(0xc0, 0xaf))),
    between('above U+10FFFF', 'text-not-utf8', 1007, header + 1, send(1, Uint8Array.of(0xf4, 0x90, 0x80, 0x80))),
    between(
      'text that ends inside of a character',
      'text-not-utf8',
      1007,
      header + 2,
      send(1, Uint8Array.of(0x61, 0xc3)),
    ),
    row('open.inside-message', [surrogate])(
      'a surrogate across fragments',
      'text-not-utf8',
      1007,
      header,
      send(0, Uint8Array.of(0xa0, 0x80)),
    ),
    inside('fragments that end inside of a character', 'text-not-utf8', 1007, header + 1, send(0, Uint8Array.of(0xc3))),
    between('a close of one byte', 'close-malformed', 1002, 1, send(8, 'x')),
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535].map((code) =>
      between(`a close with code ${code}`, 'close-code', 1002, header, send(8, closePayload(code))),
    ),
    between(
      'a reason that is not UTF-8',
      'text-not-utf8',
      1007,
      header + 3,
      send(8, closePayload(1000, Uint8Array.of(0x61, 0xc0, 0x61))),
    ),
    between(
      'a reason that ends inside of a character',
      'text-not-utf8',
      1007,
      header + 3,
      send(8, closePayload(1000, Uint8Array.of(0xf0))),
    ),
    { ...between('an end without a close', 'truncated', undefined, 0), end: true },
    { ...between('an end inside of a header', 'truncated', undefined, 0, send(1, 'x').subarray(0, 1)), end: true },
    { ...between('an end inside of a payload', 'truncated', undefined, 0, send(1, 'xyz').subarray(0, -1)), end: true },
    { ...inside('an end between fragments', 'truncated', undefined, 0), end: true },
  ];
}
