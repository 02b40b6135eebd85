/**
 * What a run writes its transitions down on, by itself: where nobody wants to be told of each, a recorder costs a few stores in
 * the function that takes the transition, and no call.
 */

export class Tape {
  /** The bytes that an event is about. */
  frame: Frame = NO_FRAME;

  /**
   * @param clock has the time: that of the host, since an event may be heard as of an earlier one
   * @param half as in `HalfStart`
   */
  constructor(
    readonly ring: Ring,
    readonly clock: Clock,
    readonly half: number,
  ) {}
}

export interface Clock {
  readonly now: number;
}

/** The last transitions. */
export class Ring {
  /** Where the next one is written down: over the oldest. */
  entry: Entry;
  /** How many have been. */
  count = 0;

  /** @param size how many are kept; an integer from 1 */
  constructor(readonly size: number) {
    this.entry = entries(size);
  }
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
  /** Where the half stood and where it went; see {@link between}. */
  between = 0;
  /** Of the edge and the half; see {@link edgeCode}. */
  code = 0;
  next: Entry = this;
}

/** So many entries, one after the other and round. */
function entries(size: number): Entry {
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
const NO_FRAME: Frame = { frameOffset: 0, frameLength: 0 };
/** Where no time is to be known. */
export const STILL: Clock = { now: 0 };
/**
 * Where nothing is written down. A tape as all others: of what is always of one kind the engine knows the shape, and need not look
 * whether it is there.
 */
export const NO_TAPE = new Tape(new Ring(1), STILL, 0);

/** Two indices of a machine's `states` in one number, a small one as long as the first is less than 2,048. */
export const between = (from: number, to: number): number => from * STATES + to;

export const fromOf = (code: number): number => Math.floor(code / STATES);
export const toOf = (code: number): number => code % STATES;

/** More than a machine has. */
const STATES = 2 ** 20;

/** An edge as an {@link Entry} has it; to be added are the half, and {@link UNNAMED}. -1 for none. */
export const edgeCode = (edge: number): number => edge * FLAGS;

export const edgeOf = (code: number): number => code >> FLAG_BITS;

/** A flag of a code: the event is not what the edge names, because that is a wildcard, or because there is no edge. */
export const UNNAMED = 2;

const FLAG_BITS = 2;
const FLAGS = 1 << FLAG_BITS;
