/** A need that is none, or that can never be met. */

import { isNeed } from '../../needs/need.js';
import { isMadeByXState } from '../../runtime/internals/event-types.js';
import type { StateModel } from '../../runtime/model.js';
import type { DefinedHalf } from '../half.js';
import { isEnd } from '../half.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const impossibleNeed: Check = (half) =>
  half.states.flatMap((state) => {
    const found = faultIn(half, state);
    return found === undefined ? [] : [{ where: stateNamed(state.path), ...found }];
  });

type Fault = Pick<Mistake, 'wrong' | 'write'>;

function faultIn(half: DefinedHalf, state: StateModel): Fault | undefined {
  const need: unknown = state.need;
  if (need === undefined) return undefined;
  if (half.kind === 'write') {
    return { wrong: 'it has a need, and a write half reads nothing', write: 'Put the need into the read half' };
  }
  if (!isNeed(need)) return noNeed(need);
  if (isEnd(state)) {
    return { wrong: 'it has a need and is final, so nothing is read in it', write: 'Leave out `type`, or the need' };
  }
  if (state.always.some(({ guard }) => guard === undefined)) {
    return {
      wrong: 'it has a need, and an `always` without a guard that leaves it before anything is read',
      write: 'Leave out one of them, or give the transition a guard',
    };
  }
  return faultOf(need, half.known);
}

/** What is wrong with a need that is none. */
export function noNeed(need: unknown): Fault {
  const constructors = '`bytes`, `until`, `through`, `stream`, `remainder`, `whole` or `peek`';
  if (typeof need === 'function') {
    return {
      wrong: `its need is the function ${need.name || '(anonymous)'}`,
      write: `Call it: a need is what ${constructors} return`,
    };
  }
  const shown =
    typeof need === 'object' ? `an object of kind ${text((need as { kind?: unknown } | null)?.kind)}` : text(need);
  return { wrong: `its need is ${need === null ? 'null' : shown}`, write: `Make needs with ${constructors}` };
}

/** What every kind of need has that has it at all. */
export interface NeedParts {
  readonly kind: string;
  readonly event?: unknown;
  readonly count?: unknown;
  readonly max?: unknown;
  readonly decode?: unknown;
  readonly piece?: unknown;
  readonly reader?: unknown;
}

function faultOf(need: object, known: readonly string[]): Fault | undefined {
  const { kind, event, ...parts } = need as NeedParts;
  for (const name of ['count', 'max'] as const) {
    const value = parts[name];
    if (!(name in parts) || typeof value === 'function') continue;
    const countless = name === 'max' || kind === 'stream';
    if (
      typeof value === 'number' &&
      value >= 0 &&
      (Number.isInteger(value) || (countless && value === Number.POSITIVE_INFINITY))
    )
      continue;
    return {
      wrong: `the \`${name}\` of its need is ${text(value)}`,
      write: 'Give a number of bytes from 0, or a function of the context that returns one',
    };
  }
  for (const name of ['decode', 'piece', 'reader'] as const) {
    if (name in parts && typeof parts[name] !== 'function') {
      return { wrong: `the \`${name}\` of its need is ${text(parts[name])}`, write: 'Give a function' };
    }
  }
  if (typeof event === 'function') return undefined;
  if (typeof event !== 'string' || event === '' || event.includes('*')) {
    return { wrong: `the event of its need is ${text(event)}`, write: 'Give the type of an event, `event: …`' };
  }
  if (known.includes(event) || isMadeByXState(event)) {
    return {
      wrong: `its need delivers '${event}', an event that comes for other reasons too`,
      write: 'Name the event of the need differently',
    };
  }
  return undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
