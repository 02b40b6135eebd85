/** The list of connections. */
import type { LintKind } from './lints.js';

/** The rows in view, when something in them has changed. */
export interface Rows {
  readonly type: 'rows';
  /** What they were filtered by: the page may have asked for another one since. */
  readonly filter: string;
  /** How many there are, and how many of them the filter lets through. */
  readonly total: number;
  readonly matching: number;
  /** Place of the first row in view among those that match. */
  readonly from: number;
  /** The ids of the rows in view, in order. */
  readonly order: readonly number[];
  /** Those of them that have changed, or that this page has not got yet. */
  readonly rows: readonly PackedRow[];
}

export interface Row {
  /** Unique in the program that is inspected: `#8812`. */
  readonly id: number;
  /** What its records call it: `json-header/server/8812`. */
  readonly name: string;
  /** Of {@link ProtocolInfo}: the one that is spoken now. */
  readonly protocol: number;
  readonly remote: string;
  readonly local: string;
  readonly status: 'open' | 'closed' | 'failed';
  /** State indices of both halves; -1 where there is none yet: many connections never write. */
  readonly read: number;
  readonly write: number;
  /** Further active states, of an actor whose machine is parallel. */
  readonly also?: readonly number[];
  /** When the halves came to be in these states. The age is the tick's time less this. */
  readonly readSince: number;
  readonly writeSince: number;
  /** When it was opened (or seen for the first time), and, once it is over, when it ended. */
  readonly opened: number;
  readonly ended?: number;
  /** Bytes received, and sent. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bytes that have arrived and wait to be read, and bytes that wait to be sent. */
  readonly buffered: number;
  readonly queued: number;
  readonly error?: Failure;
  /** What is suspicious about it. */
  readonly lints?: readonly LintKind[];
}

/** What the list shows of a connection. */
export type ListedRow = Pick<
  Row,
  | 'id'
  | 'protocol'
  | 'remote'
  | 'status'
  | 'read'
  | 'write'
  | 'readSince'
  | 'bytesIn'
  | 'bytesOut'
  | 'buffered'
  | 'queued'
  | 'also'
  | 'ended'
  | 'lints'
> & { readonly error?: Pick<NonNullable<Row['error']>, 'code'> };

/** The same as it is sent, in this order; what most have not stands at the end, where there is any of it. */
export type PackedRow = readonly [
  id: number,
  protocol: number,
  remote: string,
  status: number,
  read: number,
  write: number,
  readSince: number,
  bytesIn: number,
  bytesOut: number,
  buffered: number,
  queued: number,
  ...rare: readonly Pick<ListedRow, 'also' | 'ended' | 'error' | 'lints'>[],
];

export interface Failure {
  readonly blame: 'remote' | 'local' | 'transport' | 'timeout';
  readonly code: string;
  readonly message: string;
  readonly half?: 'read' | 'write';
  /** State path in which it happened. */
  readonly state?: string;
  /** Bytes before it in its direction. */
  readonly offset?: number;
}
