/** One connection in full. */
import type { Row } from './list.js';

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
  /** Where bytes are handed on as they arrive, without a transition. */
  readonly streams?: true;
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
  /** The parts of that frame, and of what passed before it without a transition, where the protocol names them and payload is shown. */
  readonly fields?: readonly Field[];
  /** In words, where there is more to say than the event: `guard fits refused`, `time-out content: 20 s since the last byte`. */
  readonly why?: string;
  /** What it changed in the context of its half. */
  readonly changes?: readonly Change[];
}

/** One part of a frame. */
export interface Field {
  /** At most 80 characters, in the words of the protocol. */
  readonly name: string;
  /** Of its first byte, in the direction of its half. */
  readonly offset: number;
  /** Bytes, from 1. */
  readonly length: number;
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
  /** The parts of frames that end in it, of steps that were told before: what is sent may have to wait. */
  readonly named?: readonly LateNames[];
}

/** What a step lacks whose frame had not passed when it was told. */
export interface LateNames {
  /** Its sequence. */
  readonly step: number;
  readonly fields: readonly Field[];
}

/** Bytes in a context are `{ "bytes": 12 }` (how many), or with payload `{ "bytes": 12, "base64": "…" }`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
