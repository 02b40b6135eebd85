/**
 * What the agent in a program tells the inspector, and what it is asked.
 *
 * State is told, not only what changed it: a tick has the whole of each row that it mentions and all counts, so that one that was left
 * out (because nobody read it in time) leaves nothing wrong. A dump is a sequence of the same messages.
 */
import type { Chart, Chunk, Failure, HalfStanding, Json, ProtocolInfo, RecordedStep, Row, Watched } from '../feed.js';

export const WIRE_VERSION = 1;

export type AgentMessage = AgentHello | Opened | AgentTick | Ended | Steps;

/** The first message; again, whole, when another protocol is spoken than before. */
export interface AgentHello {
  readonly type: 'hello';
  readonly version: number;
  readonly kind: 'live' | 'xstate';
  readonly title: string;
  readonly pid?: number;
  /** Milliseconds since 1970 at time 0. */
  readonly epoch: number;
  /** Whether contexts, texts and bytes are told. */
  readonly payload: boolean;
  readonly charts: readonly Chart[];
  readonly protocols: readonly ProtocolInfo[];
}

/** What does not change about connections, before the first tick that has them. */
export interface Opened {
  readonly type: 'opened';
  readonly connections: readonly OpenedConnection[];
}

export interface OpenedConnection {
  readonly id: number;
  readonly name: string;
  readonly remote: string;
  readonly local: string;
  readonly time: number;
}

/** Rows that have changed since the last tick, as they are now; and the counts of all charts. */
export interface AgentTick {
  readonly type: 'tick';
  readonly time: number;
  /** Ticks that were left out before this one, because the last was not read yet. */
  readonly gap: number;
  /** Whether all connections that are open are in it: then nothing is true any more of those that are not. */
  readonly whole: boolean;
  readonly rows: readonly AgentRow[];
  readonly counts: readonly EdgeCounts[];
}

/** How often each edge of a chart was taken since the program began, by edge index. */
export interface EdgeCounts {
  readonly chart: number;
  readonly taken: Float64Array;
}

/** What changes in a row, tick by tick: numbers alone. */
export interface AgentRow
  extends Pick<
    Row,
    'id' | 'protocol' | 'read' | 'write' | 'readSince' | 'writeSince' | 'bytesIn' | 'bytesOut' | 'buffered' | 'queued'
  > {
  /** As {@link Row.also}; empty for none. */
  readonly also: readonly number[];
}

/** Connections that are over, in order or by failure. Their last row was told before. */
export interface Ended {
  readonly type: 'ended';
  readonly connections: readonly EndedConnection[];
}

export interface EndedConnection {
  readonly id: number;
  readonly time: number;
  readonly error?: Failure;
}

/** What a connection that is watched has done since the last such message, and how it stands. */
export interface Steps {
  readonly type: 'steps';
  readonly id: number;
  readonly time: number;
  /** What came before, where this is the first message about it, or where more happened than is kept. Else undefined. */
  readonly missed?: Watched['missed'];
  readonly records: readonly Step[];
  readonly chunks: readonly Chunk[];
  readonly read?: HalfStanding;
  readonly write?: HalfStanding;
}

/** A record, with the context of its half after it where that is another than before. */
export interface Step extends Omit<RecordedStep, 'why' | 'changes'> {
  readonly context?: Json;
}

/** What the agent is asked. */
export type AgentRequest =
  /** Tick, ten times a second at most, until the connection ends. */
  | {
      readonly type: 'attach';
      readonly version: number;
      readonly payload: boolean;
      /** Watch every connection in full, from its beginning. */
      readonly everything?: boolean;
    }
  /** Tell of these connections in full, and of no others. */
  | { readonly type: 'watch'; readonly ids: readonly number[] };
