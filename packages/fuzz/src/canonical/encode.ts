import { types } from 'node:util';
import { escapeBytes } from './escape.js';

/** Nesting below which values are compared no further. */
const MAX_DEPTH = 32;

/**
 * Writes a value as text so that two values are equal exactly if their texts are. A Buffer equals a Uint8Array of the
 * same bytes; order of properties does not count; lone surrogates, `-0`, `NaN` and `undefined` keep their identity.
 */
export function encode(value: unknown, rename?: Rename): string {
  // Most messages are texts.
  return typeof value === 'string' ? JSON.stringify(value) : write(value, { rename, ancestors: [] });
}

type Rename = (key: string, value: unknown) => unknown;

interface Writing {
  readonly rename: Rename | undefined;
  readonly ancestors: object[];
}

function write(value: unknown, writing: Writing): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
    case 'symbol':
      return String(value);
    case 'function':
      return `[function ${value.name}]`;
    default:
      return value === null ? 'null' : writeObject(value as object, writing);
  }
}

function writeObject(value: object, writing: Writing): string {
  const { ancestors } = writing;
  const seenAt = ancestors.indexOf(value);
  if (seenAt >= 0) return `[circular ${ancestors.length - seenAt}]`;
  if (ancestors.length >= MAX_DEPTH) return '[deep]';
  ancestors.push(value);
  try {
    return writeContent(value, writing);
  } finally {
    ancestors.pop();
  }
}

// By internal type, not by instanceof: some test runners give each test file classes of its own.
function writeContent(value: object, writing: Writing): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype && !isLive(value)) return writeProperties(value, writing);
  if (prototype === Array.prototype) return writeItems(value as unknown[], writing);
  if (types.isUint8Array(value)) return `bytes "${escapeBytes(value)}"`;
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name} ${hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
  }
  if (types.isAnyArrayBuffer(value)) return `ArrayBuffer ${hex(new Uint8Array(value))}`;
  if (Array.isArray(value)) return writeItems(value, writing);
  if (types.isDate(value)) return `Date ${value.getTime()}`;
  if (types.isRegExp(value)) return String(value);
  if (types.isMap(value)) {
    return `Map {${Array.from(value, ([k, v]) => `${write(k, writing)} => ${write(v, writing)}`).join(', ')}}`;
  }
  if (types.isSet(value)) return `Set {${Array.from(value, (item) => write(item, writing)).join(', ')}}`;
  if (types.isNativeError(value)) return `${value.name}(${JSON.stringify(value.message)})`;
  if (isLive(value)) return `[${className(value)}]`;
  if (types.isBoxedPrimitive(value)) {
    return `${className(value)}(${write(value.valueOf(), writing)})${writeProperties(value, writing, /^\d+$/)}`;
  }
  return `${className(value)}${writeProperties(value, writing)}`;
}

function writeItems(items: readonly unknown[], writing: Writing): string {
  let text = '';
  // By index: a hole counts as an item.
  for (let index = 0; index < items.length; index++)
    text += `${index === 0 ? '' : ', '}${write(items[index], writing)}`;
  return `[${text}]`;
}

function writeProperties(value: object, writing: Writing, except?: RegExp): string {
  const keys = inOrder(Object.keys(value));
  let text = '';
  for (const key of keys) {
    if (except?.test(key)) continue;
    const given = (value as Record<string, unknown>)[key];
    const field = writing.rename === undefined ? given : writing.rename(key, given);
    text += `${text === '' ? '' : ', '}${quoted(key)}: ${write(field, writing)}`;
  }
  return `{${text}}`;
}

/** Sorts in place; for the few that most objects have, by insertion, which is several times faster. */
function inOrder(keys: string[]): string[] {
  if (keys.length > 8) return keys.sort();
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end] as string;
    let at = end;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}

/** Few names come again and again. */
const QUOTED = new Map<string, string>();
const MOST_QUOTED = 1000;

function quoted(key: string): string {
  let text = QUOTED.get(key);
  if (text === undefined) {
    text = JSON.stringify(key);
    if (QUOTED.size < MOST_QUOTED) QUOTED.set(key, text);
  }
  return text;
}

/** Streams and sockets hold clocks and counters of the platform, which are no part of a message. */
function isLive(value: object): boolean {
  const candidate = value as { on?: unknown; emit?: unknown; getReader?: unknown };
  return (
    (typeof candidate.on === 'function' && typeof candidate.emit === 'function') ||
    typeof candidate.getReader === 'function'
  );
}

/** Plain objects, with or without prototype, have no name. */
function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return '';
  const name = (value.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== 'Object' ? name : '';
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
