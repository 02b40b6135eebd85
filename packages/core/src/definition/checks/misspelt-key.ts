/** A word of the configuration that XState does not know, and so passes over in silence. */

import { nearest } from '../../errors/nearest.js';
import { stateKeys, transitionKeys } from '../../runtime/internals/authored.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const misspeltKey: Check = ({ authored }) =>
  authored.flatMap(({ path, keys, transitions }) => [
    ...slipsIn(keys, stateKeys, inState).map(({ wrong, write }) => ({
      where: stateNamed(path),
      wrong: `it ${wrong}`,
      write,
    })),
    ...transitions.flatMap(({ event, keys: ofTransition }) =>
      slipsIn(ofTransition, transitionKeys, inTransition).map(({ wrong, write }) => ({
        where: stateNamed(path),
        wrong: `the transition on '${event}' ${wrong}`,
        write,
      })),
    ),
  ]);

type Told = Pick<Mistake, 'wrong' | 'write'>;

function slipsIn(keys: readonly string[], known: readonly string[], others: Readonly<Record<string, string>>): Told[] {
  return keys.flatMap((key) => {
    if (known.includes(key)) return [];
    const write = Object.hasOwn(others, key)
      ? others[key]
      : nearest(key, known)?.replace(/.*/s, (meant) => `Write '${meant}'`);
    return write === undefined ? [] : [{ wrong: `has the key '${key}', which means nothing`, write }];
  });
}

/** What is not a slip, but of elsewhere: XState 4, or the wrong place. */
const inState: Readonly<Record<string, string>> = {
  need: 'Write `meta: { need: … }`',
  activities: 'A half has no activities: start the work beside the connection',
  guard: 'Guards belong to transitions',
};
const inTransition: Readonly<Record<string, string>> = {
  need: 'Write `meta: { need: … }` in the state',
  cond: "Write 'guard'",
  internal: "Write 'reenter': what was `internal: false` is `reenter: true`",
};
