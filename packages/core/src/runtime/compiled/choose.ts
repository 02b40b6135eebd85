import type { AnyEventObject } from 'xstate';
import type { Choice } from '../candidates.js';
import { guardError } from '../internals/guard-error.js';
import type { Microstep, Reaction, Row } from './table.js';

/** What an event makes a machine do. */
export function choose(
  { candidates, fork }: Reaction,
  context: unknown,
  event: AnyEventObject,
  at: Row,
): Microstep | undefined {
  if (fork === undefined) {
    return firstOf(candidates, context, event, at);
  }
  return at.together(chooseEach(fork, context, event, at));
}

/** The `always` transitions that are due. */
export function chooseAlways(context: unknown, event: AnyEventObject, at: Row): Microstep | undefined {
  const chosen: Microstep[] = [];
  for (const candidates of at.always) {
    for (const candidate of candidates) {
      if (candidate.guard === undefined || candidate.guard.test(context, event, at.configuration)) {
        chosen.push(candidate);
        break;
      }
    }
  }
  return at.together(chosen);
}

function chooseEach({ inner, own }: Choice<Microstep>, context: unknown, event: AnyEventObject, at: Row): Microstep[] {
  const chosen = inner.flatMap((choice) => chooseEach(choice, context, event, at));
  if (chosen.length > 0) {
    return chosen;
  }
  const first = firstOf(own, context, event, at);
  return first === undefined ? [] : [first];
}

/** XState wraps what a guard throws here, and only here. */
function firstOf(
  candidates: readonly Microstep[],
  context: unknown,
  event: AnyEventObject,
  at: Row,
): Microstep | undefined {
  const { type } = event;
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[index] as Microstep;
    const { guard } = candidate;
    if (guard === undefined) {
      return candidate;
    }
    try {
      if (guard.test(context, event, at.configuration)) {
        return candidate;
      }
    } catch (error) {
      throw guardError(guard.type, candidate.source, type, error);
    }
  }
  return undefined;
}
