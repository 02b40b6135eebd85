/** A final state whose name is almost `failed`: it would be an end in order. */

import { nearest } from '../../errors/nearest.js';
import { isEnd } from '../half.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const misnamedEnd: Check = ({ states }) =>
  states
    .filter((state) => isEnd(state) && isAlmostFailed(state.key))
    .map((state) => ({
      where: stateNamed(state.path),
      wrong: 'only a final state named `failed` is a failure: this one is an end in order',
      write: "Write 'failed', or name an end in order differently",
    }));

function isAlmostFailed(key: string): boolean {
  return /^fail(ure|ing|s)?$/i.test(key) || nearest(key, ['failed']) === 'failed';
}
