/** The connections that have changed and were not told of since. */

export interface Changing {
  /** Whether it is among those that have changed. */
  dirty: boolean;
  /** Whether it is not where it was told to be. */
  readonly isElsewhere: boolean;
}

export class Changed<T extends Changing> {
  #waiting: T[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  add(one: T): void {
    if (one.dirty) return;
    one.dirty = true;
    this.#waiting.push(one);
  }

  /**
   * Those to tell of now. Where they are many, those at once that stand elsewhere than was told, or are over, and of the others some, in
   * turn: all that is late of these is since when, and how many bytes.
   */
  take(): readonly T[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    const due: T[] = [];
    let others = 0;
    for (const one of waiting) {
      const canWait = !one.isElsewhere;
      if (canWait && others === SOME) {
        this.#waiting.push(one);
        continue;
      }
      if (canWait) others += 1;
      one.dirty = false;
      due.push(one);
    }
    return due;
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** Rows of a tick that can wait: 50 kB, of which a socket takes some at once. More would come with later rounds of a busy event loop. */
const SOME = 1000;
