/** What there is to see of a connection. To look changes nothing: no half is started, no need is asked in earnest. */
import type { WirechartError } from '../errors/errors.js';
import type { FrameFields } from '../frame-fields.js';
import type { Need } from '../needs/need.js';
import type { HalfLogic, HalfStatus } from '../runtime/runtime.js';
import type { PendingTimer } from '../runtime/timers.js';

/** A connection at one moment. */
export interface ConnectionView {
  /** The protocol that is spoken, made ready: its machines, their tables and counters. */
  readonly stage: StageView;
  /** When something last happened, in milliseconds on the driver's clock. */
  readonly now: number;
  readonly read: HalfView;
  /** Undefined as long as nothing was sent. */
  readonly write: HalfView | undefined;
  /** Bytes that have arrived, and those of them that wait to be read. */
  readonly received: number;
  readonly buffered: number;
  /** Bytes that were encoded, and those of them that the transport has not taken. */
  readonly written: number;
  readonly queued: number;
  /** The first failure of either half. */
  readonly failure: WirechartError | undefined;
  /** Whether it is over. */
  readonly closed: boolean;
}

/** The numbers of a connection at one moment. */
export interface ConnectionGlance {
  stage: StageView | undefined;
  /** Index of the state; of the write half -1 as long as nothing was sent. */
  read: number;
  write: number;
  /** Bytes that were read, and those that have arrived and were not. */
  consumed: number;
  buffered: number;
  /** Bytes that were encoded, and those of them that the transport has not taken. */
  written: number;
  queued: number;
  /** When something last happened, in milliseconds on the driver's clock. */
  now: number;
}

/** One to look into. @internal */
export function blankGlance(): ConnectionGlance {
  return { stage: undefined, read: 0, write: 0, consumed: 0, buffered: 0, written: 0, queued: 0, now: 0 };
}

/** A protocol in one role, made ready. The same object for all connections of a server. */
export interface StageView {
  readonly protocol: { readonly name: string; readonly fields?: FrameFields | undefined };
  readonly role: 'server' | 'client';
  readonly read: HalfLogic;
  readonly write: HalfLogic;
  /** What follows it, by the index of the final state in which the read half ended. */
  readonly next: ReadonlyMap<number, StageView>;
}

export interface HalfView {
  /** Index of the state, in the tables of the half's logic. */
  readonly state: number;
  /** The machine's own: not to be changed. */
  readonly context: unknown;
  readonly status: HalfStatus;
  readonly output: unknown;
  readonly error: unknown;
  readonly need: Need | undefined;
  /** Bytes that the need asks for, where it asks for a number of them; undefined else, and where its function throws. */
  readonly needed: number | undefined;
  /** Delayed events that are set, the earliest first: `xstate.after.…`. */
  readonly timers: readonly PendingTimer[];
}
