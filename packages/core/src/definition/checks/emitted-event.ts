/** An emitted event that is not what it was meant to be. */

import { nearest } from '../../errors/nearest.js';
import { actionsOf } from '../functions.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const emittedEvent: Check = (half) =>
  half.states.flatMap((state) =>
    actionsOf(half, state).flatMap((action) => {
      const found = action.kind === 'emit' ? faultOf(action.event) : undefined;
      return found === undefined ? [] : [{ where: stateNamed(state.path), ...found }];
    }),
  );

/** What a function emits is known when it is called. */
function faultOf(event: unknown): Pick<Mistake, 'wrong' | 'write'> | undefined {
  if (typeof event === 'function') return undefined;
  const type: unknown = (event as { readonly type?: unknown } | null | undefined)?.type;
  if (typeof type !== 'string') {
    return {
      wrong: `it emits ${String(event)}, which is no event`,
      write: "Write `emit({ type: 'message', message: … })`",
    };
  }
  if (OF_CONNECTION.includes(type)) {
    return { wrong: `it emits '${type}', which the connection says itself`, write: 'Name the event differently' };
  }
  if (MEANT.includes(type) && !('message' in (event as object))) {
    return {
      wrong: `it emits '${type}' without a \`message\``,
      write: `Write \`emit({ type: '${type}', message: … })\``,
    };
  }
  const meant = nearest(type, MEANT);
  return meant === undefined || OWN_WORDS.includes(type)
    ? undefined
    : { wrong: `it emits '${type}', which means nothing to a connection`, write: `Write '${meant}'` };
}

const MEANT = ['message', 'send'];
const OF_CONNECTION = ['end', 'switched', 'failed', 'writable', 'closed'];
/** As near to `send` as a slip, and words all the same. */
const OWN_WORDS = ['sent', 'seed', 'mend', 'bend', 'lend', 'tend', 'sand', 'spend'];
