/**
 * A tick in bytes, little-endian:
 *
 * ```
 *   f64 time · u32 gap · u8 whole · u16 number of charts · for each: u16 chart, u16 number of edges, f64 each
 *   u32 number of rows · for each: u32 id, u16 protocol, i16 read, i16 write, f64 since (read, write), f64 bytes (in, out), u32 buffered, u32 queued,
 *   u8 number of further states, i16 each
 * ```
 */
import type { AgentRow, AgentTick, EdgeCounts } from './messages.js';

/** Bytes of one row without further states. */
const ROW = 51;

export function encodeTick(tick: AgentTick): Uint8Array {
  const charts = tick.counts.reduce((sum, { taken }) => sum + 4 + 8 * taken.length, 0);
  const further = tick.rows.reduce((sum, { also }) => sum + 2 * also.length, 0);
  const bytes = new Uint8Array(8 + 4 + 1 + 2 + charts + 4 + ROW * tick.rows.length + further);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, tick.time, true);
  view.setUint32(8, tick.gap, true);
  view.setUint8(12, tick.whole ? 1 : 0);
  view.setUint16(13, tick.counts.length, true);
  let at = 15;
  for (const { chart, taken } of tick.counts) {
    view.setUint16(at, chart, true);
    view.setUint16(at + 2, taken.length, true);
    at += 4;
    for (const count of taken) {
      view.setFloat64(at, count, true);
      at += 8;
    }
  }
  view.setUint32(at, tick.rows.length, true);
  at += 4;
  for (const row of tick.rows) {
    view.setUint32(at, row.id, true);
    view.setUint16(at + 4, row.protocol, true);
    view.setInt16(at + 6, row.read, true);
    view.setInt16(at + 8, row.write, true);
    view.setFloat64(at + 10, row.readSince, true);
    view.setFloat64(at + 18, row.writeSince, true);
    view.setFloat64(at + 26, row.bytesIn, true);
    view.setFloat64(at + 34, row.bytesOut, true);
    view.setUint32(at + 42, Math.min(row.buffered, MOST), true);
    view.setUint32(at + 46, Math.min(row.queued, MOST), true);
    view.setUint8(at + 50, row.also.length);
    at += ROW;
    for (const state of row.also) {
      view.setInt16(at, state, true);
      at += 2;
    }
  }
  return bytes;
}

/** @throws RangeError when the bytes are not a tick. */
export function decodeTick(bytes: Uint8Array): AgentTick {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts: EdgeCounts[] = [];
  let at = 15;
  for (let left = view.getUint16(13, true); left > 0; left--) {
    const chart = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (at + 4 + 8 * length > bytes.length) throw new RangeError('a tick ends within its counts');
    const taken = new Float64Array(length);
    for (let edge = 0; edge < length; edge++) taken[edge] = view.getFloat64(at + 4 + 8 * edge, true);
    counts.push({ chart, taken });
    at += 4 + 8 * length;
  }
  const length = view.getUint32(at, true);
  at += 4;
  const rows: AgentRow[] = [];
  for (let left = length; left > 0; left--) {
    const also: number[] = [];
    for (let count = view.getUint8(at + 50); count > 0; count--) {
      also.push(view.getInt16(at + ROW + 2 * also.length, true));
    }
    rows.push({
      id: view.getUint32(at, true),
      protocol: view.getUint16(at + 4, true),
      read: view.getInt16(at + 6, true),
      write: view.getInt16(at + 8, true),
      readSince: view.getFloat64(at + 10, true),
      writeSince: view.getFloat64(at + 18, true),
      bytesIn: view.getFloat64(at + 26, true),
      bytesOut: view.getFloat64(at + 34, true),
      buffered: view.getUint32(at + 42, true),
      queued: view.getUint32(at + 46, true),
      also,
    });
    at += ROW + 2 * also.length;
  }
  if (at !== bytes.length) throw new RangeError(`${bytes.length} bytes are no tick of ${length} rows`);
  return {
    type: 'tick',
    time: view.getFloat64(0, true),
    gap: view.getUint32(8, true),
    whole: view.getUint8(12) === 1,
    rows,
    counts,
  };
}

const MOST = 2 ** 32 - 1;
