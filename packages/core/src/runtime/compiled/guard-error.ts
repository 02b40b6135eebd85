import type { AnyEventObject } from 'xstate';
import type { Plan } from './program.js';

/** What XState makes of an exception in the guard of an event, word for word, so that both runtimes end with the same error. Here the exception itself is its `cause`. */
export function guardError(plan: Plan, event: AnyEventObject, thrown: unknown): Error {
  const guard = plan.guard?.type === undefined ? '' : `'${plan.guard.type}' `;
  return new Error(
    `Unable to evaluate guard ${guard}in transition for event '${event.type}' in state node '${plan.source}':\n${(thrown as Error).message}`,
    { cause: thrown },
  );
}
