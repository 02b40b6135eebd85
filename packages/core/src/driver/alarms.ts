/**
 * The alarms of all drivers that share a clock, on one timer of it: an idle connection costs two numbers and a place in a
 * list, not a timer of its own. A binary heap, the earliest alarm on top.
 */
import type { Clock } from '../transport/transport.js';

/** Who is to be woken. The two numbers are the alarms' own. */
export interface Sleeper {
  /** When, in milliseconds on the clock, if at all. @internal */
  alarmAt: number;
  /** Place in the heap; -1 when no alarm is set. @internal */
  alarmPlace: number;
  /** @internal */
  wake(): void;
}

export class Alarms {
  readonly clock: Clock;
  readonly #heap: Sleeper[] = [];
  #timer: unknown;
  #timerAt = Number.POSITIVE_INFINITY;

  /** The alarms of a clock. */
  static of(clock: Clock): Alarms {
    let alarms = known.get(clock);
    if (alarms === undefined) {
      alarms = new Alarms(clock);
      known.set(clock, alarms);
    }
    return alarms;
  }

  private constructor(clock: Clock) {
    this.clock = clock;
  }

  now(): number {
    return this.clock.now();
  }

  /** For what arrives, or is wanted: as exact as {@link Clock.taskTime}. */
  taskTime(): number {
    return this.clock.taskTime === undefined ? this.clock.now() : this.clock.taskTime();
  }

  /** Wakes the sleeper at a time, instead of at the one that was set before. */
  set(sleeper: Sleeper, at: number): void {
    if (sleeper.alarmPlace < 0) {
      sleeper.alarmPlace = this.#heap.length;
      this.#heap.push(sleeper);
    }
    sleeper.alarmAt = at;
    this.#sink(this.#rise(sleeper.alarmPlace));
    this.#setTimer();
  }

  cancel(sleeper: Sleeper): void {
    const place = sleeper.alarmPlace;
    if (place < 0) return;
    const last = this.#heap.pop() as Sleeper;
    if (last !== sleeper) {
      this.#put(last, place);
      this.#sink(this.#rise(place));
    }
    sleeper.alarmPlace = -1;
    if (this.#heap.length === 0) this.#setTimer();
  }

  /** The timer is left to run when the earliest alarm moves away, which is the usual case, and set anew when it fires. */
  #setTimer(): void {
    const at = this.#heap[0]?.alarmAt ?? Number.POSITIVE_INFINITY;
    if (at >= this.#timerAt && this.#heap.length > 0) return;
    if (this.#timer !== undefined) this.clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#timerAt = at;
    if (at === Number.POSITIVE_INFINITY) return;
    this.#timer = this.clock.setTimer(() => this.#ring(), Math.min(LONGEST, Math.max(0, at - this.clock.now())));
  }

  #ring(): void {
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    for (let first = this.#heap[0]; first !== undefined && first.alarmAt <= now; first = this.#heap[0]) {
      this.cancel(first);
      first.wake();
    }
    this.#setTimer();
  }

  #rise(from: number): number {
    const sleeper = this.#heap[from] as Sleeper;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above] as Sleeper;
      if (parent.alarmAt <= sleeper.alarmAt) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(sleeper, place);
    return place;
  }

  #sink(from: number): void {
    const sleeper = this.#heap[from] as Sleeper;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      const left = this.#heap[below];
      if (left === undefined) break;
      const right = this.#heap[below + 1];
      let child = left;
      if (right !== undefined && right.alarmAt < left.alarmAt) {
        child = right;
        below += 1;
      }
      if (child.alarmAt >= sleeper.alarmAt) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(sleeper, place);
  }

  #put(sleeper: Sleeper, place: number): void {
    this.#heap[place] = sleeper;
    sleeper.alarmPlace = place;
  }
}

const known = new WeakMap<Clock, Alarms>();

/** Timers of most systems count milliseconds in 31 bits; a longer one is cut in two. */
const LONGEST = 2 ** 31 - 1;
