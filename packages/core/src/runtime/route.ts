import type { Need } from '../needs/need.js';
import type { StateModel, TransitionModel } from './model.js';

/** Which states a transition exits and enters when it is taken in one atomic state. */
export interface Route {
  /** In the order of exit: innermost first. */
  readonly exits: readonly number[];
  /** In the order of entry: outermost first. */
  readonly entries: readonly Entry[];
  /** The atomic state that is active afterwards. */
  readonly to: number;
}

export interface Entry {
  readonly state: number;
  /** Entered as a target or as an initial state; only then do the actions of its own `initial` run. */
  readonly byDefault: boolean;
}

/**
 * Works out a transition as SCXML's `computeExitSet` and `computeEntrySet` do (https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation),
 * with XState's notion of the transition's domain.
 */
export function routeOf(states: readonly StateModel[], from: number, transition: TransitionModel): Route {
  const { source, target, reenter } = transition;
  if (target === -1) {
    return { exits: [], entries: [], to: from };
  }
  const domain = domainOf(states, transition);
  const active = chainOf(states, from);
  const exits = active.filter((state) => isBelow(states, state, domain));
  const byDefault = new Set<number>();
  // A transition from a state to itself that does not re-enter leaves the state as it is and starts its children anew.
  if (target !== source || source !== domain || reenter) {
    byDefault.add(target);
  }
  for (const state of initialChain(states, target)) {
    byDefault.add(state);
  }
  const entered = new Set(byDefault);
  for (const ancestor of properAncestors(states, target, domain)) {
    if (isBelow(states, ancestor, domain)) {
      entered.add(ancestor);
    }
  }
  const entries = [...entered].sort((a, b) => a - b).map((state) => ({ state, byDefault: byDefault.has(state) }));
  const remaining = active.filter((state) => !exits.includes(state));
  return { exits, entries, to: Math.max(...remaining, ...entered) };
}

/** The states that starting the machine enters, outermost first. */
export function initialEntries(states: readonly StateModel[]): readonly Entry[] {
  return [0, ...initialChain(states, 0)].map((state) => ({ state, byDefault: true }));
}

/** An atomic state and its ancestors, innermost first. */
export function chainOf(states: readonly StateModel[], state: number): number[] {
  const chain: number[] = [];
  for (let at = state; at !== -1; at = stateAt(states, at).parent) {
    chain.push(at);
  }
  return chain;
}

/** What the innermost active state needs that needs something. */
export function needOf(states: readonly StateModel[], state: number): Need | undefined {
  return chainOf(states, state)
    .map((index) => stateAt(states, index).need)
    .find((need) => need !== undefined);
}

export function stateAt(states: readonly StateModel[], index: number): StateModel {
  return states[index] as StateModel;
}

/** Outside of every state: where a transition of the root takes place that re-enters it. */
const outside = -1;

function domainOf(states: readonly StateModel[], { source, target, reenter }: TransitionModel): number {
  if (!reenter && (target === source || isBelow(states, target, source))) {
    return source;
  }
  const common = chainOf(states, target)
    .slice(1)
    .find((ancestor) => isBelow(states, source, ancestor));
  return common ?? (reenter ? outside : 0);
}

function isBelow(states: readonly StateModel[], state: number, ancestor: number): boolean {
  return ancestor === outside || chainOf(states, state).indexOf(ancestor) > 0;
}

function properAncestors(states: readonly StateModel[], state: number, upTo: number): number[] {
  if (state === upTo) {
    return [];
  }
  const above = chainOf(states, state).slice(1);
  const end = above.indexOf(upTo);
  return end === -1 ? above : above.slice(0, end);
}

function initialChain(states: readonly StateModel[], state: number): number[] {
  const chain: number[] = [];
  for (let at = stateAt(states, state).initial; at !== -1; at = stateAt(states, at).initial) {
    chain.push(at);
  }
  return chain;
}
