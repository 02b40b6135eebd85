/** How the needs are written in a chart. */
import type { Count } from './options.js';

/** A count that depends on the context is written `n`. */
export function countText(count: Count<never>): string {
  if (typeof count === 'function') return 'n bytes';
  if (count === 0) return 'nothing';
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** Letters and digits as they are, anything else by a name that means nothing to Mermaid. */
export function bytesText(bytes: Uint8Array): string {
  const named = Array.from(bytes, (byte) => NAMES.get(byte) ?? codeText(byte));
  return named.join(named.every((name) => name.length === 1) ? '' : ' ');
}

function codeText(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w.+*!?$-]/.test(character) ? character : `0x${byte.toString(16).padStart(2, '0')}`;
}

const NAMES = new Map([
  [0x00, 'NUL'],
  [0x09, 'TAB'],
  [0x0a, 'LF'],
  [0x0d, 'CR'],
  [0x20, 'SP'],
]);
