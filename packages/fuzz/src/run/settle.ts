import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';
import type { Lockstep } from './lockstep.js';
import type { Recorder } from './recorder.js';
import { TimeLimit } from './time-limit.js';

// Timers are imported, not global: a test that replaces the global ones must not stop the fuzzer.

/** Milliseconds that a pause may take longer than it was asked for: more than what runs side by side compute. */
const LATE = 250;
/** Pauses in a row of which the last counts, however late it is. */
const MOST_LATE = 3;

/** Waits until `promise` has settled. False if it took longer than `milliseconds` in which this process had turns. */
export function settlesWithin(promise: PromiseLike<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = new TimeLimit(milliseconds);
    const finish = (settled: boolean) => {
      clearInterval(timer);
      resolve(settled);
    };
    const timer = setInterval(() => {
      if (limit.isOver()) finish(false);
    }, limit.beat);
    const done = () => finish(true);
    promise.then(done, done);
  });
}

/** How long to wait for quiet. */
export interface Quiet {
  /** Turns of the event loop in a row. */
  readonly turns: number;
  /** Milliseconds after those. 0: none. */
  readonly milliseconds: number;
  /** Milliseconds for which quiet may be waited for, while this process has turns. */
  readonly limit: number;
}

/**
 * Waits until a parser has been quiet.
 *
 * @returns `slow` if something came while waiting in milliseconds; `hung` if it was never quiet within the limit.
 */
export async function settle(
  recorder: Recorder,
  { turns, milliseconds, limit }: Quiet,
  lockstep: Lockstep,
): Promise<'quiet' | 'slow' | 'hung'> {
  const patience = new TimeLimit(limit);
  let result: 'quiet' | 'slow' = 'quiet';
  for (;;) {
    for (let quiet = 0; quiet < turns; ) {
      const calls = recorder.calls;
      await lockstep.turn();
      quiet = recorder.calls === calls ? quiet + 1 : 0;
      if (quiet === 0 && patience.isOver()) return 'hung';
    }
    if (milliseconds === 0) return result;
    const calls = recorder.calls;
    await pause(milliseconds);
    if (recorder.calls === calls) return result;
    if (patience.isOver(milliseconds)) return 'hung';
    result = 'slow';
  }
}

/** Waits, and again where the machine stood still meanwhile: then what is late has had no chance to come. */
async function pause(milliseconds: number): Promise<void> {
  for (let pauses = 0; pauses < MOST_LATE; pauses++) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (performance.now() - began < milliseconds + LATE) return;
  }
}

/** Lets the event loop go round once. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
