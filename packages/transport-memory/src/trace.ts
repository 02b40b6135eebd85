/** What happened in a simulation, in order. The same seed gives the same trace. */

export interface TraceRecord {
  /** Milliseconds of simulated time. */
  readonly time: number;
  /** Number of the connection, from 1 in the order of connecting; 0 where none is concerned. */
  readonly connection: number;
  /** Where it happened: the name of a socket's own address, or of a host. */
  readonly at: string;
  readonly event: TraceEvent;
  /** Position of the first byte in its direction, for `write` and `data`. */
  readonly offset?: number;
  /** Number of bytes, for `write` and `data`. */
  readonly length?: number;
  /** Code of an error, or what else there is to say. */
  readonly detail?: string;
}

export type TraceEvent =
  // What a program did.
  | 'connect'
  | 'listen'
  | 'write'
  | 'finish'
  | 'leave'
  | 'abort'
  // What it was told.
  | 'connected'
  | 'refused'
  | 'accepted'
  | 'data'
  | 'end'
  | 'drain'
  | 'error'
  | 'close'
  // What the network did.
  | 'hold'
  | 'release'
  | 'stall'
  | 'cut';

/** One line: `12.5 #1 client:1 data 0+17`. */
export function formatTrace(record: TraceRecord): string {
  const { time, connection, at, event, offset, length, detail } = record;
  const bytes = length === undefined ? '' : ` ${offset}+${length}`;
  return `${time} #${connection} ${at} ${event}${bytes}${detail === undefined ? '' : ` ${detail}`}`;
}
