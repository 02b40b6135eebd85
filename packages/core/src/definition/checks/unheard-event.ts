/** An event that is handled and never comes: a slip in the name of one that does, or the name it has elsewhere. */

import { nearest } from '../../errors/nearest.js';
import { isNeed } from '../../needs/need.js';
import { isWildcard } from '../../runtime/candidates.js';
import { isMadeByXState } from '../../runtime/internals/event-types.js';
import type { StateModel } from '../../runtime/model.js';
import type { DefinedHalf } from '../half.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const unheardEvent: Check = (half) =>
  half.states.flatMap((state) => {
    const { types, others } = eventsIn(half, state);
    const known = [...half.known, ...types];
    return [...state.on.keys()].flatMap((event) => {
      if (isWildcard(event) || isMadeByXState(event) || known.includes(event)) return [];
      // What a function names may be anything, and near to what is known.
      const meant = nearest(event, known, others ? 1 : undefined);
      const write = meant === undefined ? (others ? undefined : ELSEWHERE[half.kind].get(event)) : `Write '${meant}'`;
      return write === undefined
        ? []
        : [{ where: stateNamed(state.path), wrong: `it handles '${event}', which never comes`, write }];
    });
  });

/** What needs deliver in a state or below it, and what the machine sends itself; and whether there may be more than that. */
function eventsIn(
  half: DefinedHalf,
  within: StateModel,
): { readonly types: Iterable<string>; readonly others: boolean } {
  const types = new Set<string>();
  let others = false;
  const note = (type: unknown): void => {
    if (typeof type === 'string') types.add(type);
    else others = true;
  };
  for (const state of half.resting) {
    const { need } = state;
    if (isNeed(need) && state.states.includes(within)) note(need.event);
  }
  for (const action of half.actions) {
    if (action.kind === 'raise' || action.kind === 'send') {
      note(typeof action.event === 'function' ? undefined : action.event.type);
    }
  }
  return { types, others };
}

/** What a socket, or another half, calls it. */
const ELSEWHERE = {
  read: new Map([
    ['end', "The remote's end is 'eof'"],
    ['close', "The remote's end is 'eof', a transport that failed is 'reset'"],
    ['error', "A codec that refused the bytes is 'malformed', a transport that failed is 'reset'"],
    ['abort', "A connection that was aborted is 'reset'"],
    ['data', 'Bytes come by a need: `meta: { need: … }`'],
    ['chunk', 'Bytes come by a need: `meta: { need: … }`'],
    ['timeout', 'Write `after: { … }`'],
    ['replied', "What was answered is 'responded'"],
    ['answered', "What was answered is 'responded'"],
  ]),
  write: new Map([
    ['end', "The end is asked for by 'finish', and 'ended' says that it was reached"],
    ['close', "The end is asked for by 'finish', and 'ended' says that it was reached"],
    ['write', "What was queued is 'send'"],
    ['error', "A transport that failed is 'reset'"],
    ['timeout', 'Write `after: { … }`'],
  ]),
} as const;
