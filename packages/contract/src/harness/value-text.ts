/** Values as text, so that two are alike exactly if their texts are, and a text can be kept as a snapshot. */
import { WirechartError } from '@wirechart/core';

/** Bytes by content, whatever their class; keys in any order; errors by what the engine promises of them. */
export function textOf(value: unknown): string {
  return write(value, []);
}

/** Bytes as hexadecimal digits; long ones as their length, their first bytes and two hashes. */
export function textOfBytes(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN) return `<${hex(bytes)}>`;
  return `<${bytes.length} bytes ${hex(bytes.subarray(0, HEAD))}… ${hash(bytes, 0x811c9dc5)}${hash(bytes, 0x2545f491)}>`;
}

function write(value: unknown, within: readonly object[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return '[function]';
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (within.includes(value)) return '[circular]';
  return writeObject(value, [...within, value]);
}

function writeObject(value: object, within: readonly object[]): string {
  const each = (values: Iterable<unknown>) => [...values].map((item) => write(item, within));
  if (value instanceof Uint8Array) return textOfBytes(value);
  if (ArrayBuffer.isView(value)) {
    return textOfBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  if (value instanceof WirechartError) return writeError(value);
  if (value instanceof Error) return `${value.name}(${value.message})`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[${each(value).join(', ')}]`;
  if (value instanceof Map) return `Map[${each(value).join(', ')}]`;
  if (value instanceof Set) return `Set[${each(value).join(', ')}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${key}: ${write(field, within)}`).join(', ')}}`;
}

function writeError({ blame, code, half, state, offset, message }: WirechartError): string {
  return `${blame} error ${code} (${half} half, state ${state}, offset ${offset}): ${message}`;
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** FNV-1a. */
function hash(bytes: Uint8Array, basis: number): string {
  let sum = basis | 0;
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ (bytes[i] as number), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
}

const SHOWN = 64;
const HEAD = 16;
