import { type AnyStateMachine, matchesState, type StateValue } from 'xstate';
import type { Configuration, StateModel } from '../model.js';
import { isLeaf, stateAt } from '../route.js';
import { refuse } from './refuse.js';

/**
 * What the guard `stateIn` asks: whether a machine stands in a state (`'#id'`, `'open.reading'`), or in several.
 *
 * @param states as far as they are read when the guard is; all of them when it is asked
 */
export function stateInTest(
  machine: AnyStateMachine,
  value: StateValue,
  states: readonly StateModel[],
  path: string,
): (at: Configuration) => boolean {
  if (typeof value === 'string' && value.startsWith('#')) {
    const target = nodeOf(machine, value, path);
    return ({ active }) => active.includes(target);
  }
  const known = new WeakMap<Configuration, boolean>();
  return (at) => {
    const answer = known.get(at) ?? matchesState(value, stateValueOf(states, at));
    known.set(at, answer);
    return answer;
  };
}

/** Where a machine stands, as XState's snapshots say it. */
export function stateValueOf(states: readonly StateModel[], { active }: Configuration, index = 0): StateValue {
  const state = stateAt(states, index);
  const children = state.children.filter((child) => active.includes(child)).map((child) => stateAt(states, child));
  // Before it has entered anything a machine has only its root, and XState fills in what it will enter.
  const [first = stateAt(states, state.initial)] = state.type === 'compound' ? children : [];
  if (state.type === 'compound' && isLeaf(first)) {
    return first.key;
  }
  const parts = state.type === 'compound' ? [first] : state.type === 'parallel' ? regionsOf(states, state) : [];
  return Object.fromEntries(
    parts.map((part) => [part.key, stateValueOf(states, { active, history: new Map() }, part.index)]),
  );
}

export function regionsOf(states: readonly StateModel[], { children }: StateModel): StateModel[] {
  return children.map((child) => stateAt(states, child)).filter((child) => child.type !== 'history');
}

function nodeOf(machine: AnyStateMachine, id: string, path: string): number {
  try {
    return machine.getStateNodeById(id).order;
  } catch {
    return refuse(path, `\`stateIn('${id}')\`, which is no state of its`, 'Give the id of a state.');
  }
}
