/**
 * Deadlines that are all equally far away, on one timer: what is over in time, as nearly everything is, costs a place in a list and no
 * timer of its own. The list is in the order of time by itself.
 */
import type { Clock } from '@wirechart/core';
import { systemClock } from './system-clock.js';

/** Who is told that the time is over. */
export interface Waiting {
  /** @internal */
  handleLate(): void;
}

/** A place in a ring. One that was called off is a ring of its own. */
export class Deadline {
  before: Deadline = this;
  after: Deadline = this;

  constructor(
    readonly at: number,
    readonly waiting: Waiting | undefined,
  ) {}

  /** Nobody is told any more. May be called again. */
  callOff(): void {
    this.before.after = this.after;
    this.after.before = this.before;
    this.before = this;
    this.after = this;
  }
}

export class Deadlines {
  readonly #delay: number;
  readonly #clock: Clock;
  /** Between the last one and the first one. */
  readonly #ring = new Deadline(Number.POSITIVE_INFINITY, undefined);
  #isTimed = false;

  /** The deadlines of the process that are so many milliseconds away. */
  static in(delay: number): Deadlines {
    let deadlines = known.get(delay);
    if (deadlines === undefined) {
      deadlines = new Deadlines(delay);
      known.set(delay, deadlines);
    }
    return deadlines;
  }

  constructor(delay: number, clock: Clock = systemClock) {
    this.#delay = delay;
    this.#clock = clock;
  }

  set(waiting: Waiting): Deadline {
    const deadline = new Deadline(this.#clock.now() + this.#delay, waiting);
    const last = this.#ring.before;
    deadline.before = last;
    deadline.after = this.#ring;
    last.after = deadline;
    this.#ring.before = deadline;
    if (!this.#isTimed) this.#setTimer(this.#delay);
    return deadline;
  }

  #setTimer(delay: number): void {
    this.#isTimed = true;
    this.#clock.setTimer(() => this.#look(), delay);
  }

  #look(): void {
    this.#isTimed = false;
    const now = this.#clock.now();
    for (let first = this.#ring.after; first.at <= now; first = this.#ring.after) {
      first.callOff();
      first.waiting?.handleLate();
    }
    const next = this.#ring.after.at;
    if (next !== Number.POSITIVE_INFINITY && !this.#isTimed) this.#setTimer(next - now);
  }
}

/** There are as many as there are settings of time-outs in a process: a handful. */
const known = new Map<number, Deadlines>();
