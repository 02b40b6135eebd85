/** Bytes as values. */
import { decodeLatin1, decodeUtf8, viewOf } from '@wirechart/core';

/** How a bulk string is handed out; one that is not UTF-8 is handed out as bytes in any case. */
export type BulkAs = 'bytes' | 'text';

export function bulkValue(bulk: BulkAs, buffer: Uint8Array, start: number, end: number): string | Uint8Array {
  return (bulk === 'text' ? utf8(buffer, start, end) : undefined) ?? viewOf(buffer, start, end);
}

/** For text that a person reads: UTF-8, or else ISO 8859-1, so that nothing gets lost. */
export function lenient(buffer: Uint8Array, start: number, end: number): string {
  return utf8(buffer, start, end) ?? decodeLatin1(buffer, start, end);
}

function utf8(buffer: Uint8Array, start: number, end: number): string | undefined {
  try {
    return decodeUtf8(buffer, start, end);
  } catch {
    return undefined;
  }
}
