/** A function that is asked for a value and would give a promise: nobody waits for it, and a promise is true to every guard. */
import { isSuspended } from '../../errors/check-arguments.js';
import { functionsOf, type Given } from '../functions.js';
import { stateNamed } from '../mistake.js';
import type { Check } from './check.js';
import type { NeedParts } from './impossible-need.js';

export const asyncFunction: Check = (half) =>
  half.states.flatMap((state) => {
    const need = (state.need ?? {}) as Partial<NeedParts>;
    const ofNeed = PARTS.map(
      (part): Given => ({ what: `the \`${part}\` of its need`, given: need[part], asked: 'value' }),
    );
    return [...ofNeed, ...functionsOf(half, state)]
      .filter(({ given }) => isSuspended(given))
      .map(({ what, asked }) => ({
        where: stateNamed(state.path),
        wrong: `${what} is an async function or a generator, and nobody waits for what it gives`,
        write: `Give a function that ${WANTED[asked]}; what takes its time is the work of the application`,
      }));
  });

const PARTS = ['decode', 'piece', 'reader', 'count', 'max', 'event'] as const;

const WANTED = { guard: 'returns the value', value: 'returns the value', action: 'is done when it returns' } as const;
