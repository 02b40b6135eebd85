/**
 * A context as JSON: to be looked at, not to be read back.
 *
 * Without payload nothing is shown that may have come from a remote: texts and bytes are their lengths, and of what lies in
 * other objects (whose keys may be a remote's too) there is only how much it is. The names of the context's own properties are
 * the author's, and so are numbers there: that is where counts of bytes stand.
 */
import type { Json } from '../feed.js';

export function plainContext(context: unknown, payload: boolean): Json {
  if (typeof context !== 'object' || context === null) return plain(context, payload, 0);
  const entries = Object.entries(context).filter(([key]) => !ALIKE.has(key));
  return Object.fromEntries(entries.slice(0, MOST_PARTS).map(([key, value]) => [key, plain(value, payload, 1)]));
}

function plain(value: unknown, payload: boolean, depth: number): Json {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'string':
      return payload ? shortened(value) : { characters: value.length };
    case 'object':
      return value === null ? null : plainObject(value, payload, depth);
    case 'function':
      return 'function';
    default:
      return null;
  }
}

function plainObject(value: object, payload: boolean, depth: number): Json {
  if (ArrayBuffer.isView(value)) return bytes(value, payload);
  const name = value.constructor?.name ?? 'Object';
  if (value instanceof Error) return { error: payload ? `${value.name}: ${value.message}` : value.name };
  if (value instanceof Map || value instanceof Set) return { [name]: value.size };
  if (!payload) return Array.isArray(value) ? { items: value.length } : { properties: Object.keys(value).length };
  if (depth >= MOST_DEPTH) return name;
  if (Array.isArray(value)) return value.slice(0, MOST_PARTS).map((one) => plain(one, payload, depth + 1));
  const entries = Object.entries(value).slice(0, MOST_PARTS);
  return Object.fromEntries(entries.map(([key, one]) => [key, plain(one, payload, depth + 1)]));
}

function bytes(value: ArrayBufferView, payload: boolean): Json {
  const { byteLength } = value;
  if (!payload) return { bytes: byteLength };
  const shown = Buffer.from(value.buffer, value.byteOffset, Math.min(byteLength, MOST_BYTES));
  return { bytes: byteLength, base64: shown.toString('base64') };
}

function shortened(text: string): string {
  return text.length > MOST_BYTES ? `${text.slice(0, MOST_BYTES)}…` : text;
}

/** What all connections of a server have alike, and what the row has already. */
const ALIKE = new Set(['limits', 'timeouts', 'addresses']);
const MOST_PARTS = 50;
const MOST_DEPTH = 6;
const MOST_BYTES = 1024;
