/** A `progress` that changes nothing: the time-out that it was to start anew goes on. */
import { afterPrefix } from '../../runtime/internals/event-types.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const idleProgress: Check = ({ states }) =>
  states.flatMap((state) =>
    (state.on.get('progress') ?? [])
      .filter(
        ({ targets, reenter, actions }) =>
          targets.length === 1 &&
          targets[0] === state.index &&
          !reenter &&
          actions.length === 0 &&
          state.type === 'atomic' &&
          hasTimeout(state.on),
      )
      .map(() => ({
        where: stateNamed(state.path),
        wrong: '`progress` leads back without re-entering the state, so the time-out does not start anew',
        write: `Write \`progress: { target: '${state.key}', reenter: true }\``,
      })),
  );

function hasTimeout(on: ReadonlyMap<string, unknown>): boolean {
  return [...on.keys()].some((event) => event.startsWith(afterPrefix));
}
