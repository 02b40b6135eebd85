/** The frames as the contract of protocols wants to have them described, in one role. */
import type { ProtocolContract } from '@wirechart/contract';
import type { Role } from '@wirechart/core';
import fc from 'fast-check';
import { close, frames, ping, type Sendable, type WebSocketMessage } from '../../../src/websocket/index.js';
import { badInput, LIMIT } from './bad-input.js';
import { closePayload, fixed, fromClient, fromServer } from './wire.js';

export function framesContract(role: Role): ProtocolContract<WebSocketMessage, Sendable> {
  const send = role === 'server' ? fromClient : fromServer;
  const theClose = send(8, closePayload(1000, 'schön'));
  const rabbit = Buffer.from('🐰');
  return {
    name: 'websocket frames',
    protocol: (of) => frames(of === 'server' ? { role: of } : { role: of, random: fixed }, { frameBytes: 300 }),
    roles: [role],
    exhaustive: 7,
    runs: 50,
    conversations: [
      {
        name: 'text and bytes',
        input: Buffer.concat([send(1, hello), send(2, bytes), send(1)]),
        messages: [hello, bytes, ''],
        replies: (message) => [message],
        mayEnd: () => false,
      },
      {
        name: 'fragments, cut inside of a character, with control frames in between',
        input: Buffer.concat([
          send(1, 'a', { fin: false }),
          send(9, 'there?'),
          send(0, '', { fin: false }),
          send(0, rabbit.subarray(0, 2), { fin: false }),
          send(10),
          send(0, rabbit.subarray(2)),
        ]),
        messages: ['a🐰'],
        replies: (message) => [message],
        mayEnd: () => false,
      },
      {
        name: 'a close',
        input: Buffer.concat([send(1, 'x'), theClose]),
        messages: ['x'],
        goesOn: false,
        mayEnd: (offset) => offset === send(1, 'x').length + theClose.length,
      },
    ],
    invalid: badInput(role).map((row) => ({ ...row, messages: ['ok'], limits: { contentBytes: LIMIT } })),
    unencodable: [
      { name: 'a ping of 126 bytes', message: ping(new Uint8Array(126)) },
      { name: 'a close with code 1005', message: close(1005) },
      { name: 'a close with a reason of 124 bytes', message: close(1000, 'x'.repeat(124)) },
      { name: 'a reason without a code', message: close(undefined, 'why') },
      { name: 'a number', message: 5 as unknown as string },
    ],
    growing: [
      growing('one text', 4096, (size) => [send(1, 'ö'.repeat(size >> 1))]),
      growing('many messages', 64, (size) => many(size >> 5, send(2, bytes.subarray(0, 26)))),
      growing('many fragments of one byte', 2048, (size) => [
        send(1, '', { fin: false }),
        ...many(size >> 3, send(0, 'x', { fin: false })),
        send(0),
      ]),
      growing('many empty fragments and pings', 16, (size) => [
        send(2, '', { fin: false }),
        ...many(size >> 4, Buffer.concat([send(0, '', { fin: false }), send(9, 'p')])),
        send(0),
      ]),
    ],
    roundTrip: {
      sender: role === 'server' ? 'client' : 'server',
      sent: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 700 }), fc.uint8Array({ maxLength: 700 })),
    },
  };

  /** A conversation ends in order, which here takes a close. */
  function growing(name: string, contentBytes: number, input: (size: number) => Uint8Array[]) {
    return {
      name,
      input: (size: number) => Buffer.concat([...input(size), send(8)]),
      limits: { headerBytes: 16, contentBytes, bufferedBytes: 512 },
    };
  }
}

const many = (count: number, frame: Uint8Array): Uint8Array[] => new Array<Uint8Array>(count).fill(frame);

const hello = 'Hello, wörld 🐰';
/** Above what 7 bits hold. */
const bytes = Uint8Array.from({ length: 130 }, (_, at) => at);
