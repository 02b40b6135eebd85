import { chunkRanges } from '../plan/chunking.js';

/** The input as text with `|` at the cuts: printable ASCII as it is, the rest escaped. A `|` of the input is `\x7c`. */
export function escapedChunks(bytes: Uint8Array, cuts: readonly number[]): string {
  return perChunk(bytes, cuts, '|', (chunk) => Array.from(chunk, escapeByte).join(''));
}

/** The input in hex with `|` at the cuts. */
export function hexChunks(bytes: Uint8Array, cuts: readonly number[]): string {
  return perChunk(bytes, cuts, ' | ', (chunk) => Array.from(chunk, (byte) => byte.toString(16).padStart(2, '0')).join(' '));
}

function perChunk(
  bytes: Uint8Array,
  cuts: readonly number[],
  separator: string,
  show: (chunk: Uint8Array) => string,
): string {
  return chunkRanges(bytes.length, cuts)
    .map(([start, end]) => show(bytes.subarray(start, end)))
    .join(separator);
}

const ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\', 124: '\\x7c' };

function escapeByte(byte: number): string {
  const escape = ESCAPES[byte];
  if (escape !== undefined) return escape;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
