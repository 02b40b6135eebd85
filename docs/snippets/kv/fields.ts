import type { FrameField, FrameFields } from '@wirechart/core';
import { types } from './codec.js';

/** For both sides: `fields: kvFields` beside `encode`. */
export const kvFields: FrameFields = ({ half, event, bytes, length, previous }) => {
  if (half === 'write') return [...header, ...payload(bytes[0], bytes.subarray(5), length - 5)];
  if (event === 'header') return header;
  return payload(previous?.bytes[0], bytes, length);
};

const header: readonly FrameField[] = [
  { name: 'type', length: 1 },
  { name: 'length', length: 4 },
];

function payload(type: number | undefined, [keyLength = 0]: Uint8Array, length: number): readonly FrameField[] {
  if (type === types.get) return [{ name: 'key', length }];
  if (type !== types.set) return [{ name: type === types.error ? 'reason' : 'value', length }];
  return [
    { name: 'key length', length: 1 },
    { name: 'key', length: keyLength },
    { name: 'value', length: length - 1 - keyLength },
  ];
}
