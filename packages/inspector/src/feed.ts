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

export type FeedMessage = Hello | Tick | Rows | Watched | Lints | Gone;

// What there is to see.

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

/** One protocol in one role: two charts that belong together, and what follows them. */
export interface ProtocolInfo {
  /** Its place in {@link Hello.protocols}. A connection that switches protocols has several in turn. */
  readonly id: number;
  readonly name: string;
  /** `actor`: an XState program's machine, which has no write half. */
  readonly role: 'server' | 'client' | 'actor';
  /** Chart of the read half, or of the machine. */
  readonly read: number;
  readonly write: number | undefined;
  /** Whom the connection goes on with when the read half has reached one of its final states. */
  readonly next: readonly { readonly state: number; readonly protocol: number }[];
}

/** One machine. Client and server of a protocol are two charts of the same machine: their numbers are their own. */
export interface Chart {
  /** Its place in {@link Hello.charts}. */
  readonly id: number;
  readonly protocol: string;
  readonly half: 'read' | 'write' | 'machine';
  /** Same for charts that look the same: a layout may be kept by it. */
  readonly hash: string;
  /** In document order; the root is the first, with the path `''`. */
  readonly states: readonly ChartState[];
  /** In document order. */
  readonly edges: readonly ChartEdge[];
}

export interface ChartState {
  /** Dotted: `open.awaiting-content`. */
  readonly path: string;
  /** Index; -1 for the root. */
  readonly parent: number;
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** Index of the initial child; -1 for a state without one. */
  readonly initial: number;
  /** What it waits for, in words: `needs n bytes, at most 65,536`. Absent for a state that does not read. */
  readonly need?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
}

export interface ChartEdge {
  /** Index of the state that declares it: the root for what holds in every state. */
  readonly source: number;
  /** Indices; none for a transition that stays where it is. */
  readonly targets: readonly number[];
  /** Event as the machine declares it; `''` for `always`. */
  readonly event: string;
  /** The event in words: `header`, `after idle`, `after 500 ms`, `always`, `done`. */
  readonly label: string;
  readonly guard?: string;
  /** `failure`: it leads to where a half has failed. To be drawn as a row in the box, like what has no target. */
  readonly kind: 'plain' | 'failure';
}

/** How the parts of a chart's SVG are marked, so that a page can put numbers into them: `<g data-state="3">`, `<g data-edge="7">`. */
export interface ChartMarks {
  /** On the group of a state: its index. In it, a text with `data-occupancy`. */
  readonly 'data-state': number;
  /** On the group of an edge, or on the row that stands for it: its index. In it, a text with `data-rate`. */
  readonly 'data-edge': number;
}

// The numbers, ten times a second.

export interface Tick {
  readonly type: 'tick';
  /** The moment that all numbers of this and the following messages are of: now, or where the page has stepped back to. */
  readonly time: number;
  readonly history: History;
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

export interface ChartNumbers {
  readonly chart: number;
  /** How many halves are in each state now, by state index; a compound state's are those of its children too. */
  readonly occupancy: readonly number[];
  /** How often in a second each edge is taken, by edge index. */
  readonly rates: readonly number[];
  /** How often each edge was taken since the program began, by edge index. */
  readonly counts: readonly number[];
}

/** What can be stepped back to. */
export interface History {
  /** Whether `time` is now: what is shown moves on by itself. */
  readonly live: boolean;
  readonly earliest: number;
  readonly latest: number;
  /** The moments before and after this one; absent at the ends. A watched connection's records lie closer, and can be gone to as well. */
  readonly previous?: number;
  readonly next?: number;
}

// The list of connections.

/** The rows in view, when something in them has changed. */
export interface Rows {
  readonly type: 'rows';
  /** How many there are, and how many of them the filter lets through. */
  readonly total: number;
  readonly matching: number;
  /** Place of the first row in view among those that match. */
  readonly from: number;
  /** The ids of the rows in view, in order. */
  readonly order: readonly number[];
  /** Those of them that have changed, or that this page has not got yet. */
  readonly rows: readonly Row[];
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

// One connection.

/**
 * The connection that the page watches, at the tick's time. The first message has all that is kept of it; the following ones what is new
 * (`records` and `chunks` go on where the last message ended, everything else is as it stands now).
 */
export interface Watched {
  readonly type: 'connection';
  /** As in the list: complete, whether it is in view there or not. */
  readonly row: Row;
  /** Whether this message begins anew: what was there before is to be dropped. */
  readonly whole: boolean;
  /** How many records, and bytes, came before the first that is kept; 0 where all are there from its beginning. */
  readonly missed: { readonly records: number; readonly in: number; readonly out: number };
  /** Transitions of both halves, in order. */
  readonly records: readonly RecordedStep[];
  readonly chunks: readonly Chunk[];
  readonly standing: Standing;
}

/** Where a watched connection stands. */
export interface Standing {
  readonly read: HalfStanding;
  /** Absent for an actor, and before the first message is sent. */
  readonly write?: HalfStanding;
  /** The one sentence that says why nothing happens: `needs 40, has 25, content time-out in 15.8 s`. */
  readonly why: string;
}

export interface HalfStanding {
  readonly state: number;
  readonly context: Json;
  readonly need?: NeedStanding;
  /** Time-outs that run in this half, the earliest first. */
  readonly deadlines: readonly Deadline[];
}

export interface NeedStanding {
  /** `needs 40 bytes`. */
  readonly text: string;
  /** Bytes, where a number of them is known. */
  readonly needs?: number;
  readonly has: number;
}

export interface Deadline {
  /** `content`, `idle` or, where it has no name, `500 ms`. */
  readonly name: string;
  readonly at: number;
}

/** One transition, one entry into an initial state, or one event that was refused. */
export interface RecordedStep {
  /** Place in the sequence of the connection, both halves together, from 0. */
  readonly sequence: number;
  readonly time: number;
  readonly half: 'read' | 'write';
  /** Of {@link ProtocolInfo}. */
  readonly protocol: number;
  /** State indices; `from` is -1 for the entry into the initial state. */
  readonly from: number;
  readonly to: number;
  /** `''` for `always`; `xstate.init` for the entry into the initial state. */
  readonly event: string;
  /** Index; -1 for an event that its guards refused, and for the entry into the initial state. */
  readonly edge: number;
  readonly guards: readonly { readonly guard: string; readonly passed: boolean }[];
  /** The frame that it is about, in the direction of its half; length 0 where there is none. */
  readonly offset: number;
  readonly length: number;
  /** In words, where there is more to say than the event: `guard fits refused`, `time-out content: 20 s since the last byte`. */
  readonly why?: string;
  /** What it changed in the context of its half. */
  readonly changes?: readonly Change[];
}

/** A value of the context before and after; absent where there was or is none. */
export interface Change {
  /** `header.contentLength` */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** What one read or write of the transport moved. */
export interface Chunk {
  readonly direction: 'in' | 'out';
  readonly time: number;
  /** Of its first byte. */
  readonly offset: number;
  readonly length: number;
  /** Base64; absent where payload is not shown or not kept. */
  readonly data?: string;
}

/** Bytes in a context are `{ "bytes": 12 }` (how many), or with payload `{ "bytes": 12, "base64": "…" }`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// What is suspicious.

/** All that is suspicious at the tick's time; sent when it changes. */
export interface Lints {
  readonly type: 'lints';
  readonly lints: readonly Lint[];
}

export interface Lint {
  readonly kind: LintKind;
  /** `12 connections have stalled in awaiting-content for over 10 s` */
  readonly text: string;
  readonly count: number;
  /** A filter that shows the connections it means. */
  readonly filter: string;
}

/** A state that waits within a message, bytes that arrive ever so slowly, a remote that does not read, a handler that takes its time, a burst of failures. */
export type LintKind = 'stalled' | 'drip' | 'blocked' | 'slow-handler' | 'errors';

/** The program that is inspected has ended, or has been cut off. What is kept can still be looked at. */
export interface Gone {
  readonly type: 'gone';
  readonly reason: string;
}

// What the page asks.

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
