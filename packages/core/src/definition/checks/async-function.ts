/** A function that is asked for a value and would give a promise: nobody waits for it, and a promise is true to every guard. */
import { isSuspended } from '../../errors/check-arguments.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';
import type { NeedParts } from './impossible-need.js';

export const asyncFunction: Check = (half) =>
  half.states.flatMap((state) => {
    const where = stateNamed(state.path);
    const need = (state.need ?? {}) as Partial<NeedParts>;
    const parts = PARTS.filter((part) => isSuspended(need[part])).map((part) => `the \`${part}\` of its need`);
    const guards = [...state.on.values(), state.always]
      .flat()
      .filter(({ guard }) => isSuspended(guard?.plain))
      .map(({ guard }) => `its guard '${guard?.name}'`);
    return [...parts, ...guards].map((what) => ({
      where,
      wrong: `${what} is an async function or a generator, and nobody waits for what it gives`,
      write: 'Give a function that returns the value; what takes its time is the work of the application',
    }));
  });

const PARTS = ['decode', 'piece', 'reader', 'count', 'max', 'event'] as const;
