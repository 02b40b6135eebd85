import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
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

/**
 * Waits until a parser has been quiet for so many turns of the event loop and so many milliseconds after them.
 *
 * @param limit Milliseconds for which that may be waited for.
 * @returns `slow` if something came while waiting in milliseconds; `hung` if it was never quiet within the limit.
 */
export async function settle(
  recorder: Recorder,
  turns: number,
  quiet: number,
  limit: number,
): Promise<'quiet' | 'slow' | 'hung'> {
  const deadline = performance.now() + limit;
  let result: 'quiet' | 'slow' = 'quiet';
  for (;;) {
    if (!(await quietTurns(recorder, turns, deadline))) return 'hung';
    if (quiet === 0) return result;
    const calls = recorder.calls;
    await new Promise((resolve) => setTimeout(resolve, quiet));
    if (recorder.calls === calls) return result;
    result = 'slow';
  }
}

/** False if the deadline passed first. */
async function quietTurns(recorder: Recorder, turns: number, deadline: number): Promise<boolean> {
  let quiet = 0;
  while (quiet < turns) {
    const calls = recorder.calls;
    await nextTurn();
    quiet = recorder.calls === calls ? quiet + 1 : 0;
    if (performance.now() > deadline) return false;
  }
  return true;
}

/** Lets the event loop go round once. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
