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

/** The last transitions. */
export interface Ring {
  /** Where the next one is written down: over the oldest. */
  entry: Entry;
  /** How many have been. */
  count: number;
}

/**
 * One transition as it is written down. What is written are numbers that an engine keeps in the object itself as long as they are
 * small integers: so there is nothing to convert and no bound to check, as there would be in an array. And nothing is called: after
 * a call the engine knows less about all else, and looks again.
 */
export class Entry {
  time = 0;
  offset = 0;
  length = 0;
  from = 0;
  to = 0;
  /** Of the edge and the half; see {@link edgeCode}. */
  code = 0;
  next: Entry = this;
}

/** So many entries, one after the other and round. */
export function entries(size: number): Entry {
  const first = new Entry();
  let last = first;
  for (let made = 1; made < size; made++) {
    last.next = new Entry();
    last = last.next;
  }
  last.next = first;
  return first;
}

export interface Frame {
  readonly frameOffset: number;
  readonly frameLength: number;
}

/** Of a half that has not read or sent anything. */
export const NO_FRAME: Frame = { frameOffset: 0, frameLength: 0 };
/** Where no time is to be known. */
export const STILL: Tape['clock'] = { now: 0 };

/** An edge as an {@link Entry} has it; to be added are the half, and {@link UNNAMED}. -1 for none. */
export const edgeCode = (edge: number): number => edge * FLAGS;

export const edgeOf = (code: number): number => code >> FLAG_BITS;

/** A flag of a code: the event is not what the edge names, because that is a wildcard, or because there is no edge. */
export const UNNAMED = 2;

const FLAG_BITS = 2;
const FLAGS = 1 << FLAG_BITS;
