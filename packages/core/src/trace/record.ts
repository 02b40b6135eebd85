/**
 * The trace record: one transition of one half. It is what a recorder keeps, what a page shows and what an export writes.
 * Plain data: `JSON.stringify` and `structuredClone` carry it. No payload is in it.
 */
import type { HalfName } from '../errors/half-name.js';

export interface TraceRecord {
  /** Place in the sequence of the connection's transitions, both halves counted together, from 0. */
  readonly sequence: number;
  /** Milliseconds on the driver's clock. */
  readonly time: number;
  /** Which connection: `json-header/server/3` is the fourth that this program served. */
  readonly connection: string;
  readonly half: HalfName;
  /** Name of the protocol that is spoken: a connection may have several in turn. */
  readonly protocol: string;
  /** State path before. The entry into the initial state is no transition and has no record. */
  readonly from: string;
  /** State path after; the same as `from` for a transition without a target, and for an event that was refused. */
  readonly to: string;
  /** Type of the event; `''` for a transition that needs none (`always`). */
  readonly event: string;
  /** Index of the transition among the machine's edges ({@link describeMachine}); -1 for an event that was refused. */
  readonly edge: number;
  /**
   * The guards that were asked, in order, and what they said. None that passed: the event was refused. A guard that throws
   * ends the half, and has no record; nor have `always` transitions that are all refused.
   */
  readonly guards: readonly GuardOutcome[];
  /** Bytes of this half's direction before the frame that the event is about, or that it was raised for. */
  readonly offset: number;
  /**
   * Length of that frame in bytes; 0 where there is none. An `always` transition and a raised event have the frame of the event
   * that set them off: lengths add up to bytes only over the records of frames.
   */
  readonly length: number;
}

export interface GuardOutcome {
  readonly guard: string;
  readonly passed: boolean;
}

/** What a machine logs: XState's `log(value, label)`. */
export interface LogEntry {
  readonly value: unknown;
  readonly label: string | undefined;
  readonly half: HalfName;
  /** Name of the protocol that is spoken. */
  readonly protocol: string;
  /** Milliseconds on the driver's clock. */
  readonly time: number;
}
