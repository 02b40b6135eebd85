import type { StateModel, TransitionModel } from './model.js';
import { chainOf, stateAt } from './route.js';

/** The transitions that an event may take in an atomic state, in the order in which their guards are asked: child before ancestor, exact before wildcard, longer wildcard before shorter. */
export function candidatesOf(states: readonly StateModel[], from: number, event: string): TransitionModel[] {
  return chainOf(states, from).flatMap((state) => ownCandidates(stateAt(states, state), event));
}

/** The `always` transitions of an atomic state and its ancestors, in the order in which their guards are asked. */
export function alwaysOf(states: readonly StateModel[], from: number): TransitionModel[] {
  return chainOf(states, from).flatMap((state) => stateAt(states, state).always);
}

export function isWildcard(descriptor: string): boolean {
  return descriptor === '*' || descriptor.endsWith('.*');
}

function ownCandidates(state: StateModel, event: string): TransitionModel[] {
  const wildcards = [...state.on.keys()]
    .filter((descriptor) => descriptor !== event && matches(descriptor, event))
    .sort((a, b) => b.length - a.length);
  return [event, ...wildcards].flatMap((descriptor) => state.on.get(descriptor) ?? []);
}

/** `a.*` stands for `a` and all that begins with `a.`; a star anywhere but at the end stands for nothing. */
function matches(descriptor: string, event: string): boolean {
  if (descriptor === '*') {
    return true;
  }
  if (!descriptor.endsWith('.*')) {
    return false;
  }
  const prefix = descriptor.slice(0, -2);
  return !prefix.split('.').includes('*') && (event === prefix || event.startsWith(`${prefix}.`));
}
