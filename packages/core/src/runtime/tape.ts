/**
 * What a run writes its transitions down on, by itself: where nobody wants to be told of each, a recorder costs a few stores in
 * the function that takes the transition, and no call.
 */

export interface Tape {
  readonly ring: Ring;
  /** Has the time: that of the host, since an event may be heard as of an earlier one. */
  readonly clock: { readonly now: number };
  /** The bytes that an event is about. */
  frame: Frame;
  /** As in `HalfStart`. */
  readonly half: number;
}

/** The last transitions, {@link COLUMNS} numbers each: time, offset and length of the frame, and a {@link transitionCode} plus the half. */
export interface Ring {
  readonly numbers: Float64Array;
  /** Where the next one goes. */
  at: number;
  /** It was the last place: goes on at the first, and returns that. */
  wrap(): number;
}

export interface Frame {
  readonly frameOffset: number;
  readonly frameLength: number;
}

export const COLUMNS = 4;

/** Of a half that has not read or sent anything. */
export const NO_FRAME: Frame = { frameOffset: 0, frameLength: 0 };
/** Where no time is to be known. */
export const STILL: Tape['clock'] = { now: 0 };

/** A transition of which nothing else is to be known: its event is the one that its edge names. An integer that a double holds exactly. */
export function transitionCode(from: number, to: number, edge: number): number {
  return (((edge + 1) * STATES + from) * STATES + to) * FLAGS;
}

/** @param code plus its flags */
export function readTransitionCode(code: number): { from: number; to: number; edge: number; flags: number } {
  const states = Math.floor(code / FLAGS);
  const from = Math.floor(states / STATES);
  return { from: from % STATES, to: states % STATES, edge: Math.floor(from / STATES) - 1, flags: code % FLAGS };
}

/** A machine has fewer: there are 10,000 combinations of its states at most. */
const STATES = 2 ** 15;
/** The half is one of two; and one bit is left for whoever keeps the ring. */
const FLAGS = 4;
