/** What the parts of a frame are called, in the words of RFC 6455, 5.2. What is masked or compressed is named as it is on the wire. */
import type { FrameFields } from '@wirechart/core';
import { Parts } from '../../parts.js';

export const webSocketFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  // A message may be sent as several frames (5.4).
  while (parts.has(2)) oneFrame(parts);
  return parts.list;
};

function oneFrame(parts: Parts): void {
  const first = parts.byte(0);
  const second = parts.byte(1);
  parts.take('FIN, RSV1-3, opcode', 1).take('MASK, payload length', 1);
  const [width, length] = lengthAt(parts, second & 0x7f);
  const isMasked = (second & 0x80) !== 0;
  parts.take('extended payload length', width).take('masking key', isMasked ? 4 : 0);
  const end = parts.at + length;
  if ((first & 0x0f) === CLOSE) {
    // 5.5.1
    parts.take(masked('status code', isMasked), Math.min(2, length));
    parts.take(masked('reason', isMasked), end - parts.at);
    return;
  }
  // RFC 7692, 6: said with the first frame of a message.
  const isCompressed = (first & RSV1) !== 0;
  parts.take(masked(isCompressed ? 'payload data, compressed' : 'payload data', isMasked), length);
}

/** Bytes of the extended payload length, and the length. */
function lengthAt(parts: Parts, short: number): readonly [width: number, length: number] {
  if (short < 126) return [0, short];
  const width = short === 126 ? 2 : 8;
  return [width, parts.number(width)];
}

const masked = (name: string, isMasked: boolean): string => (isMasked ? `${name}, masked` : name);

const CLOSE = 8;
const RSV1 = 0x40;
