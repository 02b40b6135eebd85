import { setImmediate } from 'node:timers';
import { type Guarded, runGuarded, runUnguarded, SLICE } from './guard.js';

/** Turns for which calls wait for those of other runs. A turn is cheap against a guard. */
const MOST_DEFERRED = 8;

/**
 * Turns of the event loop, and the guard against endless loops, shared by runs that are done side by side. Setting up a
 * guard costs more than most calls of a parser, and so does a turn of the event loop: the calls of many runs come under
 * one, and many runs wait for the same turn.
 */
export class Lockstep {
  readonly #guard: (run: () => void, timeLimit: number) => Guarded;
  #calls: Call[] = [];
  #waiting: (() => void)[] = [];
  #scheduled = false;
  #deferred = 0;
  /** Runs under way. */
  #runs = 0;

  /** @param watched Somebody else ends this process when it falls silent, so that nothing needs to be stopped here. */
  constructor(watched: boolean) {
    this.#guard = watched ? runUnguarded : runGuarded;
  }

  enter(): void {
    this.#runs++;
  }

  leave(): void {
    this.#runs--;
  }

  /** Lets the event loop go round once. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  /**
   * Calls a function, which must not throw, in the next turn.
   *
   * @param timeLimit Milliseconds after which it is stopped.
   * @returns Whether it had to be stopped.
   */
  call(run: () => void, timeLimit: number): Promise<Guarded> {
    return new Promise((done) => {
      this.#calls.push({ run, timeLimit, done });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#round);
  }

  readonly #round = (): void => {
    this.#scheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#isDue()) this.#flush();
    else this.#schedule();
    for (const resolve of waiting) resolve();
  };

  /** Calls are made when all runs have one, so that they come under one guard. */
  #isDue(): boolean {
    if (this.#calls.length === 0 || this.#calls.length >= this.#runs) return true;
    return ++this.#deferred >= MOST_DEFERRED;
  }

  #flush(): void {
    this.#deferred = 0;
    const calls = this.#calls;
    this.#calls = [];
    const done = this.#runSlice(calls);
    // What this slice had no time for comes first in the next.
    if (done < calls.length) {
      this.#calls = calls.slice(done);
      this.#schedule();
    }
  }

  /** Returns how many of the calls were made. */
  #runSlice(calls: readonly Call[]): number {
    if (calls.length === 0) return 0;
    const until = performance.now() + SLICE;
    let next = 0;
    const timeLimit = Math.max(...calls.map((call) => call.timeLimit));
    const guarded = this.#guard(() => {
      do calls[next++]?.run();
      while (next < calls.length && performance.now() < until);
    }, timeLimit);
    for (const [index, { done }] of calls.slice(0, next).entries()) done(index < next - 1 ? 'came' : guarded);
    return next;
  }
}

interface Call {
  readonly run: () => void;
  readonly timeLimit: number;
  readonly done: (guarded: Guarded) => void;
}
