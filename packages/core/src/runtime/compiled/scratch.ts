import type { AnyEventObject } from 'xstate';
import type { Letter } from '../letter.js';

/**
 * A stack that all runs share for what lives only as long as one event is processed. A run that is called from within
 * another one's action takes the part above; each gives back what it took. So no run needs lists of its own.
 */
export class Scratch<T> {
  top = 0;
  private readonly items: (T | undefined)[] = [];

  push(item: T): void {
    this.items[this.top++] = item;
  }

  at(index: number): T {
    return this.items[index] as T;
  }

  /** Drops all from `base` up, and lets go of them. */
  release(base: number): void {
    while (this.top > base) {
      this.top -= 1;
      this.items[this.top] = undefined;
    }
  }
}

/** Events that were raised and not processed yet. */
export const raised = new Scratch<AnyEventObject>();
/** Events that were emitted, or sent to itself, and not seen to yet. */
export const emits = new Scratch<AnyEventObject | Letter>();
