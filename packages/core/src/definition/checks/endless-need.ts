/** A need that is met at once and takes nothing, in a state that its event does not leave: it would be met for ever. */
import { isNeed } from '../../needs/need.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';
import type { NeedParts } from './impossible-need.js';

export const endlessNeed: Check = (half) =>
  half.resting.flatMap((state) => {
    const { need } = state;
    if (!isNeed(need)) return [];
    const { kind, count, event } = need as NeedParts;
    const takesNothing = kind === 'peek' || (kind === 'bytes' && count === 0);
    if (!takesNothing || typeof count !== 'number' || typeof event !== 'string') return [];
    if (state.states.some(({ always }) => always.length > 0)) return [];
    const taken = half.takenOn(state, event);
    if (taken.length === 0 || taken.some((transition) => half.targetOf(state, transition) !== state)) return [];
    return [
      {
        where: stateNamed(state.path),
        wrong: `it ${kind === 'peek' ? 'peeks at' : 'needs'} ${count} bytes, and '${event}' leaves everything as it is: it would come for ever`,
        write: `Give '${event}' a target that reads on`,
      },
    ];
  });
