/** XState's `emit`, `not` and the like where what they make is wanted: as a plain function each would be called, and nothing come of it. */
import { creatorNamed, isMadeAction, isMadeGuard } from '../../runtime/internals/creators.js';
import { functionsOf, type Given } from '../functions.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const misplacedCreator: Check = (half) =>
  half.states.flatMap((state) =>
    functionsOf(half, state).flatMap((one) => {
      const found = faultOf(one);
      return found === undefined ? [] : [{ where: stateNamed(state.path), ...found }];
    }),
  );

function faultOf({ what, given, asked }: Given): Pick<Mistake, 'wrong' | 'write'> | undefined {
  if (asked === 'value') return undefined;
  const name = creatorNamed(given);
  if (name !== undefined) {
    return { wrong: `${what} is XState's \`${name}\`, which is not called`, write: `Write \`${name}(…)\`` };
  }
  if (asked === 'action' && isMadeGuard(given)) {
    return { wrong: `${what} is a guard`, write: 'Write it as the `guard` of a transition' };
  }
  if (asked === 'guard' && isMadeAction(given)) {
    return { wrong: `${what} is an action`, write: 'Write it in `actions`' };
  }
  return undefined;
}
