import { escapeBytes } from '../canonical/escape.js';
import { chunkRanges } from '../plan/chunking.js';

/** The input as text with `|` at the cuts: printable ASCII as it is, the rest escaped. A `|` of the input is `\x7c`. */
export function escapedChunks(bytes: Uint8Array, cuts: readonly number[]): string {
  return perChunk(bytes, cuts, '|', escapeBytes);
}

/** The input in hex with `|` at the cuts. */
export function hexChunks(bytes: Uint8Array, cuts: readonly number[]): string {
  return perChunk(bytes, cuts, ' | ', (chunk) =>
    Array.from(chunk, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
  );
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
