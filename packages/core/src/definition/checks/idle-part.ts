/** A part of a state that XState takes and never comes to. */
import { afterPrefix, donePrefix } from '../../runtime/internals/event-types.js';
import type { StateModel, TransitionModel } from '../../runtime/model.js';
import { type DefinedHalf, isEnd } from '../half.js';
import { type Mistake, stateNamed } from '../mistake.js';
import type { Check } from './check.js';

export const idlePart: Check = (half) =>
  half.states.flatMap((state) => idleIn(half, state).map((told) => ({ where: stateNamed(state.path), ...told })));

type Told = Pick<Mistake, 'wrong' | 'write'>;

function idleIn({ authored }: DefinedHalf, state: StateModel): readonly Told[] {
  const keys = authored[state.index]?.keys ?? [];
  const lists = [...state.on.entries(), ['', state.always] as const];
  const found: Told[] = [];
  if (isEnd(state)) {
    const [event] = lists.find(([, list]) => list.length > 0) ?? [];
    if (event === undefined) return found;
    return [
      { wrong: `it is final, and ${named(event)} is never taken: the half is over`, write: 'Leave one of them out' },
    ];
  }
  if (keys.includes('output') && state.type !== 'final' && state.parent !== -1) {
    found.push({
      wrong: 'it has an `output`, which only final states give',
      write: "Write `type: 'final'`, or leave it out",
    });
  }
  if (state.type === 'atomic') {
    if (keys.includes('initial')) found.push({ wrong: 'it has an `initial` and no states', write: 'Leave it out' });
    if (state.on.has(`${donePrefix}${state.id}`)) {
      found.push({ wrong: 'it has an `onDone` and no states that could be done', write: 'Leave it out' });
    }
  }
  for (const [event, list] of lists) {
    if (isCutShort(list)) {
      found.push({
        wrong: `of its transitions for ${named(event)}, one comes after one that has no guard, and is never taken`,
        write: 'Write the one without a guard last',
      });
    }
  }
  return found;
}

function isCutShort(list: readonly TransitionModel[]): boolean {
  const last = list.findIndex(({ guard }) => guard === undefined);
  return last !== -1 && last < list.length - 1;
}

function named(event: string): string {
  if (event === '') return 'its `always`';
  if (event.startsWith(donePrefix)) return 'its `onDone`';
  return event.startsWith(afterPrefix) ? 'its `after`' : `'${event}'`;
}
