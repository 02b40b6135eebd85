/**
 * The feed: everything that the program sends to the page, and everything that the page asks of it.
 *
 * ```
 *   GET  /events        server-sent events, each `data:` one JSON text of the type FeedMessage
 *   POST /view          a ViewRequest; answered by ViewAnswer, and by what follows on the stream
 *   GET  /chart/3.svg   the chart `3`, laid out; its parts are marked as ChartMarks says
 *   GET  /export/…      see Export
 *   GET  /              the page itself, and its files beside it
 * ```
 *
 * A stream begins with `hello`. From then on there is a `tick` ten times a second at most, and beside it only what the page has said
 * that it shows: rows of the list that are in view, one connection. All numbers that change are in these; a page that misses a message is
 * right again with the next one, but for `connection`, which says from where it goes on.
 *
 * **Times** are milliseconds with a fraction, on the clock of the program that is inspected, counted from {@link Hello.epoch}. **Bytes** are
 * counted by their offset in their direction, from the connection's first. **Indices** of states and edges are places in the chart's lists.
 */
import type { Chart, ChartNumbers, ProtocolInfo } from './feed/charts.js';
import type { Watched } from './feed/connection.js';
import type { Lints } from './feed/lints.js';
import type { Rows } from './feed/list.js';

export type * from './feed/charts.js';
export type * from './feed/connection.js';
export type * from './feed/lints.js';
export type * from './feed/list.js';
export type * from './feed/requests.js';

/** What the program sends on a stream. */
export type FeedMessage = Hello | Tick | Rows | Watched | Lints | Gone;

/** First on every stream, and again, whole, when the program has begun to speak another protocol. */
export interface Hello {
  readonly type: 'hello';
  /** Of this feed. A page of another version says so and stops. */
  readonly version: 1;
  /** Names this stream in a {@link ViewRequest}. */
  readonly view: string;
  readonly source: Source;
  /** What time 0 is: milliseconds since 1970. */
  readonly epoch: number;
  readonly charts: readonly Chart[];
  readonly protocols: readonly ProtocolInfo[];
}

export interface Source {
  /** A program of this engine that runs, what one of them left behind in a file, or any program whose XState actors tell about themselves. */
  readonly kind: 'live' | 'dump' | 'xstate';
  /** To be shown as it is: `echo-server.js`, `failure-7.wirechart`. */
  readonly title: string;
  /** Of the program that is inspected. */
  readonly pid?: number;
  /** Whether bytes are shown. Else there are their offsets and lengths only. */
  readonly payload: boolean;
}

export interface Tick {
  readonly type: 'tick';
  /** The moment that all numbers of this and the following messages are of: now, or where the page has stepped back to. */
  readonly time: number;
  readonly history: KeptTime;
  /** Connections that are open. */
  readonly open: number;
  /** Connections that have failed and are kept. */
  readonly failed: number;
  /** Transitions in a second, all connections together. */
  readonly transitions: number;
  /** Bytes in a second. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Only of the charts that the page shows. */
  readonly charts: readonly ChartNumbers[];
}

/** What can be stepped back to. */
export interface KeptTime {
  /** Whether `time` is now: what is shown moves on by itself. */
  readonly live: boolean;
  readonly earliest: number;
  readonly latest: number;
  /** The moments before and after this one; absent at the ends. A watched connection's records lie closer, and can be gone to as well. */
  readonly previous?: number;
  readonly next?: number;
}

/** The program that is inspected has ended, or has been cut off. What is kept can still be looked at. */
export interface Gone {
  readonly type: 'gone';
  readonly reason: string;
}
