/**
 * Which connections keep what they read with while they wait: the last few that have read. Most connections are at rest most of the time, and
 * it takes more memory than all that they have to remember; but those that read again soon should not have to fetch it anew each time.
 */
export interface Rester {
  /** Its place among those that keep it; -1 for none. */
  restPlace: number;
  /** Keeps no more than it has to, unless it is in the middle of something. */
  rest(): void;
}

export class Resting {
  readonly #last: (Rester | undefined)[] = new Array<undefined>(MOST).fill(undefined);
  #next = 0;

  /** It has read, and waits. Whoever has been here longest keeps nothing more. */
  note(one: Rester): void {
    if (one.restPlace >= 0) return;
    const place = this.#next;
    const before = this.#last[place];
    this.#last[place] = one;
    one.restPlace = place;
    this.#next = (place + 1) % MOST;
    if (before === undefined) return;
    before.restPlace = -1;
    before.rest();
  }

  /** It is over. */
  forget(one: Rester): void {
    if (one.restPlace < 0) return;
    this.#last[one.restPlace] = undefined;
    one.restPlace = -1;
  }
}

/** So many connections at most. */
const MOST = 64;
