/** A delay that is no time, and a timer that is cancelled and never set. */
import { shown } from '../../errors/check-arguments.js';
import { orNearest } from '../../errors/nearest.js';
import type { ActionModel } from '../../runtime/model.js';
import { actionsOf } from '../functions.js';
import type { DefinedHalf } from '../half.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const impossibleDelay: Check = (half) =>
  half.states.flatMap((state) =>
    actionsOf(half, state).flatMap((action) => {
      const found = faultOf(half, action);
      return found === undefined ? [] : [{ where: stateNamed(state.path), ...found }];
    }),
  );

function faultOf(half: DefinedHalf, action: ActionModel): Pick<Mistake, 'wrong' | 'write'> | undefined {
  if (action.kind === 'raise' || action.kind === 'send') {
    const { delay } = action;
    if (typeof delay !== 'number' || delay >= 0) return undefined;
    return {
      wrong: `a delay of it is ${shown(delay)}`,
      write: 'Give a number of milliseconds from 0, or Infinity for never',
    };
  }
  if (action.kind !== 'cancel' || typeof action.id === 'function') return undefined;
  const known = [...half.model.timerSlots.keys()];
  // What a function enqueues is known when it is called.
  if (known.includes(action.id) || half.actions.some(({ kind }) => kind === 'enqueue')) return undefined;
  return {
    wrong: `it cancels '${action.id}', which nothing sets`,
    write: orNearest(
      action.id,
      known.filter((id) => !id.startsWith('xstate.')),
      `Write \`raise({ type: … }, { delay: …, id: '${action.id}' })\` where it begins`,
    ),
  };
}
