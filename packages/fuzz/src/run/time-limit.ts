/** Looks at a limit that must find it used up: so many turns of the event loop a run gets at least, however late they come. */
const FEWEST_LOOKS = 16;
/** Milliseconds between two looks at most. */
const LONGEST_BEAT = 25;

/**
 * A limit of time that counts only while this process gets turns of the event loop. What a machine that stands still, or does
 * something else, takes between two looks counts as a small part of the limit: the run had none of it.
 */
export class TimeLimit {
  /** Milliseconds between two looks, where a timer makes them. */
  readonly beat: number;
  readonly #limit: number;
  readonly #now: () => number;
  #last: number;
  #used = 0;

  /** @param limit Milliseconds. */
  constructor(limit: number, now = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
    this.#last = now();
    this.beat = Math.min(LONGEST_BEAT, limit / FEWEST_LOOKS);
  }

  /**
   * Looks at the clock.
   *
   * @param asked Milliseconds that were waited for since the last look: those count all.
   */
  isOver(asked = 0): boolean {
    const now = this.#now();
    this.#used += Math.min(now - this.#last, asked + this.#limit / FEWEST_LOOKS);
    this.#last = now;
    return this.#used >= this.#limit;
  }
}
