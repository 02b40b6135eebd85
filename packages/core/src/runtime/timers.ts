import type { AnyEventObject } from 'xstate';

/** Where a run keeps its delayed events. A slot stands for the id under which an event was delayed. */
export interface TimerStore {
  /** When the earliest one is due, in milliseconds; Infinity when none is set. */
  readonly deadline: number;
  /** @param delay Milliseconds. Negative ones and NaN count as 0; Infinity means never. */
  set(slot: number, event: AnyEventObject, now: number, delay: number): void;
  cancel(slot: number): void;
  /** Takes out the earliest timer that is due at `now`, the one set first among equals, and gives its event. */
  take(now: number): AnyEventObject | undefined;
  clear(): void;
}

/**
 * The delayed events of one run, in the order in which they were set. A run has none or a few of them, so looking
 * through a list beats every cleverer structure.
 *
 * XState loses hold of a timer when another one is set
 * under its id, and of that one when the first fires: such a timer can no longer be cancelled but still fires.
 */
export class Timers implements TimerStore {
  deadline = Number.POSITIVE_INFINITY;
  private readonly timers: Timer[] = [];
  private spare: Timer | undefined;

  set(slot: number, event: AnyEventObject, now: number, delay: number): void {
    this.release(slot);
    const due = now + (Number.isNaN(delay) ? 0 : Math.max(delay, 0));
    if (due === Number.POSITIVE_INFINITY) {
      return;
    }
    const timer = this.spare ?? { slot, held: true, due, event };
    this.spare = undefined;
    timer.slot = slot;
    timer.held = slot !== anonymous;
    timer.due = due;
    timer.event = event;
    this.timers.push(timer);
    if (due < this.deadline) {
      this.deadline = due;
    }
  }

  cancel(slot: number): void {
    const { timers } = this;
    for (let at = 0; at < timers.length; at++) {
      const timer = timers[at] as Timer;
      if (timer.held && timer.slot === slot) {
        this.remove(at, timer);
        return;
      }
    }
  }

  take(now: number): AnyEventObject | undefined {
    if (this.deadline > now) {
      return undefined;
    }
    const { timers } = this;
    const at = timers.findIndex((timer) => timer.due === this.deadline);
    const timer = timers[at] as Timer;
    const { slot, event } = timer;
    this.remove(at, timer);
    this.release(slot);
    return event;
  }

  clear(): void {
    this.timers.length = 0;
    this.deadline = Number.POSITIVE_INFINITY;
  }

  private release(slot: number): void {
    for (const timer of this.timers) {
      if (timer.slot === slot) {
        timer.held = false;
      }
    }
  }

  private remove(at: number, timer: Timer): void {
    const { timers } = this;
    const last = timers.length - 1;
    for (let next = at; next < last; next++) {
      timers[next] = timers[next + 1] as Timer;
    }
    timers.pop();
    this.spare = timer;
    timer.event = noEvent;
    if (timer.due === this.deadline) {
      this.deadline = Number.POSITIVE_INFINITY;
      for (const { due } of timers) {
        if (due < this.deadline) {
          this.deadline = due;
        }
      }
    }
  }
}

/** The slot of a timer that cannot be cancelled. */
export const anonymous = -1;

/** Held by the spare timer in place of the event it had, which would otherwise stay in memory. */
const noEvent: AnyEventObject = { type: '' };

interface Timer {
  slot: number;
  /** Whether cancelling its slot cancels it. */
  held: boolean;
  due: number;
  event: AnyEventObject;
}
