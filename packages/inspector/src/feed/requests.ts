/** What the page asks. */

/** What the page shows from now on. What is absent stays as it was. */
export interface ViewRequest {
  /** From {@link Hello}. */
  readonly view: string;
  /** Charts whose numbers are wanted. Default: none. */
  readonly charts?: readonly number[];
  /** The part of the list that is in view. Default, and null: none. */
  readonly list?: ListRequest | null;
  /** The connection to watch. Default, and null: none. */
  readonly connection?: number | null;
  /** The moment to show: a time, or `live`. Any time will do; what is shown is the last moment kept that is not after it. Default `live`. */
  readonly time?: number | 'live';
}

export interface ListRequest {
  /**
   * Terms with blanks between, all of which must hold; see docs. `state:awaiting-content age:>10s remote:10.1.* -error:timeout-idle`.
   * A word without a colon is looked for in everything that a row shows.
   */
  readonly filter: string;
  readonly sort: Column;
  readonly descending: boolean;
  readonly from: number;
  /** Rows in view, 1 to 500. */
  readonly count: number;
}

export type Column =
  | 'id'
  | 'protocol'
  | 'remote'
  | 'read'
  | 'write'
  | 'age'
  | 'in'
  | 'out'
  | 'buffered'
  | 'queued'
  | 'opened'
  | 'error';

/** Status 200 with `{}`; 400 with what is wrong; 404 for a view that is not there (the stream has ended). */
export interface ViewAnswer {
  readonly error?: string;
  /** Where in the filter, in characters from its beginning. */
  readonly at?: number;
}

/**
 * What can be taken away, at the moment that the view shows:
 *
 * - `/export/connections.json?filter=…`: rows, all of them; `/export/metrics`: Prometheus text
 * - `/export/trace.json`, `/export/trace.qlog`, `/export/trace.pcapng?connection=8812`: one connection's records and bytes
 * - `/export/chart.mmd?chart=3`, `/export/chart.svg?chart=3`: a chart with its numbers
 * - `/export/dump`: everything that is kept; `wirechart inspect <file>` opens it
 *
 * Each takes `view=…` too; without it, it is of now.
 */
export type Export =
  | 'connections.json'
  | 'metrics'
  | 'trace.json'
  | 'trace.qlog'
  | 'trace.pcapng'
  | 'chart.mmd'
  | 'chart.svg'
  | 'dump';
