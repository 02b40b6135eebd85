import type { AnyEventObject } from 'xstate';
import type { Slot } from './model.js';

/** Where a run keeps its delayed events. A slot stands for the id under which an event was delayed. */
export interface TimerStore {
  /** When the earliest one is due, in milliseconds; Infinity when none is set. */
  readonly deadline: number;
  /** @param delay Milliseconds. Negative ones and NaN count as 0; Infinity means never. */
  set(slot: Slot, event: AnyEventObject, now: number, delay: number): void;
  cancel(slot: Slot): void;
  /** The event of the earliest one. */
  readonly next: AnyEventObject | undefined;
  /** Has the earliest one due at another time. */
  reschedule(due: number): void;
  /** Takes out the earliest timer, the one set first among equals, and gives its event. To be called when one is due. */
  take(): AnyEventObject;
  clear(): void;
  pending(): readonly PendingTimer[];
}

/**
 * The delayed events of one run, in the order in which they were set. A run has none or a few of them, so looking
 * through a list beats every cleverer structure; a linked one, because the smallest array takes room for seventeen.
 *
 * XState loses hold of a timer when another one is set under its id, and of that one when the first fires: such a timer
 * can no longer be cancelled but still fires.
 */
export class Timers implements TimerStore {
  private first: Timer | undefined = undefined;
  private spare: Timer | undefined = undefined;

  // Asked once a turn, while timers are set and cancelled with every transition.
  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (let timer = this.first; timer !== undefined; timer = timer.next) {
      deadline = Math.min(deadline, timer.due);
    }
    return deadline;
  }

  set(slot: Slot, event: AnyEventObject, now: number, delay: number): void {
    let last: Timer | undefined;
    for (let timer = this.first; timer !== undefined; timer = timer.next) {
      if (timer.slot === slot) {
        timer.held = false;
      }
      last = timer;
    }
    const due = now + (Number.isNaN(delay) ? 0 : Math.max(0, delay));
    if (due === Number.POSITIVE_INFINITY) {
      return;
    }
    const timer = this.spare ?? { slot, held: true, due, event, next: undefined };
    this.spare = undefined;
    timer.slot = slot;
    timer.held = slot !== anonymous;
    timer.due = due;
    timer.event = event;
    if (last === undefined) {
      this.first = timer;
    } else {
      last.next = timer;
    }
  }

  cancel(slot: Slot): void {
    let before: Timer | undefined;
    for (let timer = this.first; timer !== undefined; timer = timer.next) {
      if (timer.held && timer.slot === slot) {
        this.remove(timer, before);
        return;
      }
      before = timer;
    }
  }

  get next(): AnyEventObject | undefined {
    return this.earliest?.event;
  }

  reschedule(due: number): void {
    const timer = this.earliest;
    if (timer !== undefined) {
      timer.due = due;
    }
  }

  private get earliest(): Timer | undefined {
    const { deadline } = this;
    let timer = this.first;
    while (timer !== undefined && timer.due !== deadline) {
      timer = timer.next;
    }
    return timer;
  }

  take(): AnyEventObject {
    const { deadline } = this;
    let timer = this.first as Timer;
    let before: Timer | undefined;
    while (timer.due !== deadline) {
      before = timer;
      timer = timer.next as Timer;
    }
    const { slot, event } = timer;
    this.remove(timer, before);
    for (let other = this.first; other !== undefined; other = other.next) {
      if (other.slot === slot) {
        other.held = false;
      }
    }
    return event;
  }

  clear(): void {
    this.first = undefined;
  }

  /** What is set, the earliest first. */
  pending(): PendingTimer[] {
    const list: PendingTimer[] = [];
    for (let timer = this.first; timer !== undefined; timer = timer.next) {
      list.push({ event: timer.event.type, due: timer.due });
    }
    return list.sort((a, b) => a.due - b.due);
  }

  private remove(timer: Timer, before: Timer | undefined): void {
    if (before === undefined) {
      this.first = timer.next;
    } else {
      before.next = timer.next;
    }
    this.spare = timer;
    timer.next = undefined;
    timer.event = noEvent;
  }
}

/** A delayed event that is set. */
export interface PendingTimer {
  /** Its type: `xstate.after.…` for an `after`. */
  readonly event: string;
  /** When it is due, on the clock of the connection: milliseconds. */
  readonly due: number;
}

/** The slot of a timer that cannot be cancelled. */
export const anonymous = -1;

/** Held by the spare timer in place of the event it had, which would otherwise stay in memory. */
const noEvent: AnyEventObject = { type: '' };

interface Timer {
  slot: Slot;
  /** Whether cancelling its slot cancels it. */
  held: boolean;
  due: number;
  event: AnyEventObject;
  next: Timer | undefined;
}
