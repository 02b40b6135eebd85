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
  const { type, initial, children } = stateAt(states, index);
  const below = children.filter((child) => active.includes(child));
  // Before it has entered anything a machine has only its root, and XState fills in what it will enter.
  const missing =
    type === 'compound' ? [initial] : children.filter((child) => stateAt(states, child).type !== 'history');
  const parts = (below.length > 0 ? below : missing).map((child) => stateAt(states, child));
  const [first] = parts;
  if (type === 'compound' && first !== undefined && isLeaf(first)) {
    return first.key;
  }
  const partValue = (part: StateModel): StateValue => stateValueOf(states, { active, history: new Map() }, part.index);
  return Object.fromEntries(parts.map((part) => [part.key, partValue(part)]));
}

function nodeOf(machine: AnyStateMachine, id: string, path: string): number {
  try {
    return machine.getStateNodeById(id).order;
  } catch {
    return refuse(path, `\`stateIn('${id}')\`, which is no state of its`, 'Give the id of a state.');
  }
}
