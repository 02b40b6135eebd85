/**
 * What the functions of a machine give back. XState takes any answer of a guard that is not empty for a yes, and looks at nothing that
 * an action returns. What cannot have been meant so is the machine's error, in both runtimes.
 */
import { isStray } from '../errors/promised.js';
import { isMadeAction, isMadeGuard } from './internals/creators.js';

/** The answer of a guard. @throws TypeError for a promise or another guard: either would be a yes, always. */
export function answered(answer: unknown): unknown {
  if (isMadeGuard(answer)) {
    throw new TypeError(
      "a guard returns another guard, which nobody asks. Write that one in its place, as in `guard: not('isLast')`.",
    );
  }
  if (isStray(answer)) {
    throw new TypeError(
      'a guard returns a promise, and nobody waits for it. Return true or false; what takes its time is the work of the application.',
    );
  }
  return answer;
}

/**
 * A plain action is done.
 *
 * @throws TypeError for a promise, which nobody waits for, or another action, which nobody carries out
 */
export function done(name: string, returned: unknown): void {
  if (returned === undefined) return;
  if (isMadeAction(returned)) {
    const made = String((returned as { readonly type?: unknown }).type).replace('xstate.', '');
    throw new TypeError(
      `the action ${name} returns what \`${made}\` makes, which nobody carries out. Write it in its place, as in \`actions: ${made}(…)\`.`,
    );
  }
  if (isStray(returned)) {
    throw new TypeError(
      `the action ${name} returns a promise, and nobody waits for it. What takes its time is the work of the application.`,
    );
  }
}
