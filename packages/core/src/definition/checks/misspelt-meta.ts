/** A need that stands where nobody looks for it: under another key, or on a transition. */

import { nearest } from '../../errors/nearest.js';
import { isNeed } from '../../needs/need.js';
import type { AuthoredState } from '../../runtime/internals/authored.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const misspeltMeta: Check = ({ authored }) => authored.flatMap(mistakesOf);

function mistakesOf({ path, meta, transitions }: AuthoredState): Mistake[] {
  const where = stateNamed(path);
  const write = 'Write `meta: { need: … }` in the state';
  if (isNeed(meta)) return [{ where, wrong: '`meta` is a need itself', write }];
  if (Object.hasOwn(Object(meta), 'need') && (meta as { readonly need: unknown }).need === undefined)
    return [{ where, wrong: 'its need is undefined', write: 'Leave out `need` where nothing is to be read' }];
  return [
    ...Object.entries(Object(meta)).flatMap(([key, value]) =>
      key !== 'need' && (isNeed(value) || resemblesNeed(key))
        ? [{ where, wrong: `\`meta\` has the key '${key}', which means nothing`, write: "Write 'need'" }]
        : [],
    ),
    ...transitions.flatMap(({ event, meta: onTransition }) =>
      Object.values(Object(onTransition)).some(isNeed)
        ? [
            {
              where,
              wrong: `the transition on '${event}' has a need in its \`meta\`, and only states have needs`,
              write,
            },
          ]
        : [],
    ),
  ];
}

/** `seed` and `feed` are as near, and are words of their own. */
function resemblesNeed(key: string): boolean {
  return /^n/i.test(key) && nearest(key, ['need']) !== undefined;
}
