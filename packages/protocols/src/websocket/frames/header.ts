/** What the header of a frame says, and what it must not (RFC 6455, 5.2). */
import type { ByteWindow } from '@wirechart/core';
import { webSocketError } from '../errors.js';
import type { MaskKey } from './mask.js';
import { BINARY, CLOSE, CONTINUATION, CONTROL_BYTES, PING, PONG, TEXT } from './opcode.js';

export const FIN = 0x80;
/** Marks a compressed message, in its first frame (RFC 7692, 6). */
export const RSV1 = 0x40;
export const MASKED = 0x80;

/** @throws RemoteError for a first byte that cannot stand here. */
export function checkFirst(first: number, inMessage: boolean, mayCompress: boolean): void {
  const opcode = first & 0x0f;
  const reserved = first & 0x70;
  const isFirstOfMessage = opcode === TEXT || opcode === BINARY;
  if (reserved !== 0 && !(reserved === RSV1 && mayCompress && isFirstOfMessage)) throw webSocketError('reserved-bits');
  if (opcode >= CLOSE) {
    if (opcode > PONG) throw webSocketError('opcode-unknown', String(opcode));
    if (first < FIN) throw webSocketError('control-fragmented');
  } else if (opcode === CONTINUATION) {
    if (!inMessage) throw webSocketError('continuation-unexpected');
  } else if (opcode > BINARY) {
    throw webSocketError('opcode-unknown', String(opcode));
  } else if (inMessage) {
    throw webSocketError('continuation-missing');
  }
}

/** @throws RemoteError for a second byte that cannot stand after `first`. */
export function checkSecond(first: number, second: number, masked: boolean): void {
  if (second >= MASKED !== masked) throw webSocketError(masked ? 'mask-missing' : 'mask-unexpected', undefined, SECOND);
  const opcode = first & 0x0f;
  if (opcode < CLOSE) return;
  const length = second & 0x7f;
  if (length > CONTROL_BYTES) throw webSocketError('control-too-long', undefined, SECOND);
  if (opcode === CLOSE && length === 1) throw webSocketError('close-malformed', undefined, SECOND);
}

/** The length after the two first bytes: of 16 bits where those say 126, else of 64. @throws RemoteError when it is too short for that. */
export function longLength(window: ByteWindow, short: number): number {
  if (short === 126) {
    const length = window.uint16(2);
    if (length < 126) throw webSocketError('length-not-shortest', String(length), SECOND);
    return length;
  }
  const high = window.uint32(2);
  if (high >= 0x8000_0000) throw webSocketError('length-invalid', undefined, SECOND);
  const length = high * 0x1_0000_0000 + window.uint32(6);
  if (length < 0x1_0000) throw webSocketError('length-not-shortest', String(length), SECOND);
  return length;
}

/** The length in all of a ping or pong that is as it must be; 0 for any other frame. */
export function askingLength(head: ByteWindow, masked: boolean): number {
  const first = head.uint8(0);
  const second = head.uint8(1);
  if (first !== (FIN | PING) && first !== (FIN | PONG)) return 0;
  const length = second & 0x7f;
  if (second >= MASKED !== masked || length > CONTROL_BYTES) return 0;
  return (masked ? 6 : 2) + length;
}

export function keyOf(buffer: Uint8Array, at: number): MaskKey {
  return (
    (buffer[at] as number) |
    ((buffer[at + 1] as number) << 8) |
    ((buffer[at + 2] as number) << 16) |
    ((buffer[at + 3] as number) << 24)
  );
}

/** The second byte is at fault. */
const SECOND = { at: 1 } as const;
