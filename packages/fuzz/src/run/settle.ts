import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { Lockstep } from './lockstep.js';
import type { Recorder } from './recorder.js';

// Timers are imported, not global: a test that replaces the global ones must not stop the fuzzer.

/** Waits until `promise` has settled. False if it took longer than `milliseconds`. */
export function settlesWithin(promise: PromiseLike<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    const done = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(done, done);
  });
}

/** How long to wait for quiet. */
export interface Quiet {
  /** Turns of the event loop in a row. */
  readonly turns: number;
  /** Milliseconds after those. 0: none. */
  readonly milliseconds: number;
  /** Milliseconds for which quiet may be waited for. */
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
  const deadline = performance.now() + limit;
  let result: 'quiet' | 'slow' = 'quiet';
  for (;;) {
    for (let quiet = 0; quiet < turns; ) {
      const calls = recorder.calls;
      await lockstep.turn();
      quiet = recorder.calls === calls ? quiet + 1 : 0;
      if (quiet === 0 && performance.now() > deadline) return 'hung';
    }
    if (milliseconds === 0) return result;
    const calls = recorder.calls;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (recorder.calls === calls) return result;
    if (performance.now() > deadline) return 'hung';
    result = 'slow';
  }
}

/** Lets the event loop go round once. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
