/** A need that is met at once and takes nothing, in a state that its event does not leave: it would be met for ever. */
import { isNeed } from '../is-need.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const endlessNeed: Check = (half) =>
  half.restingStates.flatMap((state) => {
    const need = half.needIn(state);
    if (!isNeed(need) || need.kind !== 'bytes' || typeof need.count !== 'number') return [];
    if ((!need.peek && need.count !== 0) || half.chainOf(state).some(({ always }) => always.length > 0)) return [];
    const taken = half.takenOn(state, need.event);
    if (taken.length === 0 || taken.some((transition) => half.targetOf(state, transition) !== state)) return [];
    return [
      {
        where: stateNamed(state.path),
        wrong: `it ${need.peek ? 'peeks at' : 'needs'} ${need.count} bytes, and '${need.event}' leaves everything as it is: it would come for ever`,
        write: `Give '${need.event}' a target that reads on`,
      },
    ];
  });
