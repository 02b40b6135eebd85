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
    const all = this.#waiting;
    this.#waiting = [];
    const due = all.length <= SOME ? all : [];
    if (due !== all) {
      let others = 0;
      for (const one of all) {
        if (one.isElsewhere || others < SOME) {
          if (!one.isElsewhere) others += 1;
          due.push(one);
        } else this.#waiting.push(one);
      }
    }
    for (const one of due) one.dirty = false;
    return due;
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** Rows of a tick that can wait: 50 kB, of which a socket takes some at once. More would come with later rounds of a busy event loop. */
const SOME = 1000;
