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
 * through a list beats every cleverer structure; a linked one, because the smallest array takes room for seventeen. The
 * list is its own first place: most runs that wait have just one.
 *
 * XState loses hold of a timer when another one is set under its id, and of that one when the first fires: such a timer
 * can no longer be cancelled but still fires.
 */
export class Timers implements TimerStore {
  private slot: Slot = anonymous;
  /** Whether cancelling its slot cancels it. */
  private held = false;
  private due = 0;
  private event = noEvent;
  /** The one that was set next. Here, none without a first one. */
  private after: Timers | undefined = undefined;
  private spare: Timers | undefined = undefined;

  // Asked once a turn, while timers are set and cancelled with every transition.
  get deadline(): number {
    if (this.event === noEvent) return Number.POSITIVE_INFINITY;
    let deadline = this.due;
    for (let timer = this.after; timer !== undefined; timer = timer.after) {
      deadline = Math.min(deadline, timer.due);
    }
    return deadline;
  }

  set(slot: Slot, event: AnyEventObject, now: number, delay: number): void {
    const last = this.letGo(slot);
    const due = now + (Number.isNaN(delay) ? 0 : Math.max(0, delay));
    if (due === Number.POSITIVE_INFINITY) {
      return;
    }
    const timer = last === undefined ? this : (this.spare ?? new Timers());
    if (last !== undefined) {
      this.spare = undefined;
      last.after = timer;
    }
    timer.slot = slot;
    timer.held = slot !== anonymous;
    timer.due = due;
    timer.event = event;
  }

  cancel(slot: Slot): void {
    let before: Timers | undefined;
    for (let timer = this.first; timer !== undefined; timer = timer.after) {
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

  private get first(): Timers | undefined {
    return this.event === noEvent ? undefined : this;
  }

  private get earliest(): Timers | undefined {
    const { deadline } = this;
    let timer = this.first;
    while (timer !== undefined && timer.due !== deadline) {
      timer = timer.after;
    }
    return timer;
  }

  take(): AnyEventObject {
    const { deadline } = this;
    let timer: Timers = this;
    let before: Timers | undefined;
    while (timer.due !== deadline) {
      before = timer;
      timer = timer.after as Timers;
    }
    const { slot, event } = timer;
    this.remove(timer, before);
    this.letGo(slot);
    return event;
  }

  clear(): void {
    this.event = noEvent;
    this.after = undefined;
  }

  /** What is set, the earliest first. */
  pending(): PendingTimer[] {
    const list: PendingTimer[] = [];
    for (let timer = this.first; timer !== undefined; timer = timer.after) {
      list.push({ event: timer.event.type, due: timer.due });
    }
    return list.sort((a, b) => a.due - b.due);
  }

  /** Those of a slot can be cancelled no more. Gives the one that was set last of all. */
  private letGo(slot: Slot): Timers | undefined {
    let last: Timers | undefined;
    for (let timer = this.first; timer !== undefined; timer = timer.after) {
      if (timer.slot === slot) {
        timer.held = false;
      }
      last = timer;
    }
    return last;
  }

  private remove(timer: Timers, before: Timers | undefined): void {
    const { after } = timer;
    if (before !== undefined) {
      before.after = after;
      this.keep(timer);
    } else if (after === undefined) {
      this.event = noEvent;
    } else {
      this.slot = after.slot;
      this.held = after.held;
      this.due = after.due;
      this.event = after.event;
      this.after = after.after;
      this.keep(after);
    }
  }

  /** Keeps one that is over for the next that is set. */
  private keep(timer: Timers): void {
    this.spare = timer;
    timer.after = undefined;
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

/** In place of an event where there is none: one that is over would otherwise stay in memory. */
const noEvent: AnyEventObject = { type: '' };
