/** A state in which nothing is read and from which nothing leads on: the connection would stand still for good. */
import { nearest } from '../../errors/nearest.js';
import { isNeed } from '../../needs/need.js';
import { afterPrefix } from '../../runtime/internals/event-types.js';
import type { ActionModel, EventModel, TransitionModel } from '../../runtime/model.js';
import type { DefinedHalf } from '../half.js';
import { stateNamed } from '../mistake.js';
import type { Standing } from '../standing.js';
import type { Check } from './check.js';

export const deadEnd: Check = (half) => {
  const unanswered = statesWithMessage(half);
  return [...half.reachable].flatMap((state) => {
    if (state.need !== undefined || state.over) return [];
    const withMessage = unanswered.has(state);
    const ways = half.transitionsIn(state).filter((transition) => leadsOn(half, state, transition, withMessage));
    if (ways.length === 0) {
      return [
        {
          where: stateNamed(state.path),
          wrong: withMessage
            ? 'a message was handed over, nothing is needed here, and `responded` is not handled: nothing would be read any more'
            : 'it needs nothing, and nothing leads on from it: nothing would be read any more',
          write: withMessage
            ? `Write \`on: { responded: '${readingState(half)}' }\``
            : "Give it a need in `meta`, a way on, or `type: 'final'`",
        },
      ];
    }
    if (ways.every(({ event }) => event === 'responded') && !handsOver(half)) {
      return [
        {
          where: stateNamed(state.path),
          wrong: 'it waits for `responded`, which comes after a message, and this half emits none',
          write: "Write `actions: emit(({ event }) => ({ type: 'message', message: event.value }))` on the way here",
        },
      ];
    }
    return [];
  });
};

/** Whether anything can come of a transition while nothing is read, other than the end of it all. */
function leadsOn(half: DefinedHalf, state: Standing, transition: TransitionModel, withMessage: boolean): boolean {
  const { event } = transition;
  if (transition.targets.length === 0 && !transition.actions.some(sendsItself)) return false;
  if (event === '' || event === '*' || event === 'responded' || event === 'finished' || event === 'sent') return true;
  if (event === 'drain' || event === 'secured') return !withMessage;
  if (event.startsWith(afterPrefix)) {
    const fails = half.targetOf(state, transition).path === 'failed';
    // A time-out of the whole half leads nowhere, and one that waits for an answer only takes the answer's place.
    return !fails || (!withMessage && transition.source !== 0);
  }
  return !half.known.includes(event);
}

function sendsItself({ kind }: ActionModel): boolean {
  return kind === 'raise' || kind === 'send';
}

/** The states that a half can be in when it has handed over a message and has read nothing since. */
function statesWithMessage(half: DefinedHalf): ReadonlySet<Standing> {
  const found = new Set<Standing>(half.mayEmitFirst('message') ? [half.first] : []);
  for (const state of half.resting) {
    for (const transition of half.transitionsIn(state)) {
      if (half.mayEmit(state, transition, 'message')) found.add(half.targetOf(state, transition));
    }
  }
  // A set hands out what is added to it on the way.
  for (const state of found) {
    if (state.need !== undefined || state.over) continue;
    for (const transition of half.transitionsIn(state)) {
      if (transition.event !== 'responded') found.add(half.targetOf(state, transition));
    }
  }
  return found;
}

/** Whether the half can hand over a message at all, or was meant to: what a piece of a stream amounts to is not known. */
function handsOver({ actions, states }: DefinedHalf): boolean {
  return (
    actions.some((action) => action.kind === 'emit' && isMessage(action.event)) ||
    states.some(({ need }) => isNeed(need) && need.kind === 'stream')
  );
}

function isMessage(event: EventModel): boolean {
  return typeof event === 'function' || event.type === 'message' || nearest(event.type, ['message']) !== undefined;
}

/** Where an author most likely wants to go on. */
function readingState(half: DefinedHalf): string {
  const reading = half.resting.find((state) => state.need !== undefined);
  return (reading ?? half.first).key;
}
