/** Which transitions may be taken, and in which order their guards are asked. */
import type { Configuration, StateModel, TransitionModel } from './model.js';
import { chainOf, isBelow, leavesOf, stateAt } from './route.js';

/** Of an active state: each of its active children chooses first; its own transitions count only if none of these finds one. */
export interface Choice<T = TransitionModel> {
  readonly inner: readonly Choice<T>[];
  /** The first one whose guard lets it through is chosen. */
  readonly own: readonly T[];
}

/** What an event may cause. Parts in which nothing handles it are left out. */
export function choiceOf(states: readonly StateModel[], { active }: Configuration, event: string): Choice {
  const choiceAt = (index: number): Choice => {
    const state = stateAt(states, index);
    const inner = state.children.filter((child) => active.includes(child)).map(choiceAt);
    return { inner: inner.filter((choice) => inOrder(choice).length > 0), own: ownCandidates(state, event) };
  };
  return choiceAt(0);
}

/** All transitions of a choice, in the order in which their guards are asked: child before ancestor, exact before wildcard, longer wildcard before shorter. */
export function inOrder<T>({ inner, own }: Choice<T>): T[] {
  return [...inner.flatMap(inOrder), ...own];
}

/** Whether several regions may choose a transition each. */
export function isForked({ inner }: Choice<unknown>): boolean {
  return inner.length > 1 || inner.some(isForked);
}

/** The `always` transitions that each active atomic state and its ancestors may take, for one such state after the other. */
export function alwaysOf(states: readonly StateModel[], { active }: Configuration): TransitionModel[][] {
  const chains = active
    .filter((state) => stateAt(states, state).children.length === 0)
    .map((leaf) => chainOf(states, leaf).flatMap((state) => stateAt(states, state).always));
  return chains.filter((chain) => chain.length > 0);
}

/**
 * The transitions whose guards were asked before this one was taken, and failed. Where regions are asked apart, they are
 * those of its own region; for an `always` transition around regions, those of the state that has it.
 */
export function askedBefore(
  states: readonly StateModel[],
  at: Configuration,
  event: string,
  taken: TransitionModel,
): TransitionModel[] {
  const { source, edge } = taken;
  const below = leavesOf(states, at).filter((leaf) => leaf === source || isBelow(states, leaf, source));
  const asked =
    taken.event !== ''
      ? inOrder(choiceOf(states, at, event)).filter(
          (one) => one.source === source || isBelow(states, one.source, source),
        )
      : below.length === 1
        ? chainOf(states, below[0] as number).flatMap((state) => stateAt(states, state).always)
        : stateAt(states, source).always;
  return asked.slice(
    0,
    asked.findIndex((candidate) => candidate.edge === edge),
  );
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

/** `a.*` stands for `a` and all that begins with `a.`. */
function matches(descriptor: string, event: string): boolean {
  if (descriptor === '*') {
    return true;
  }
  const prefix = descriptor.slice(0, -2);
  return descriptor.endsWith('.*') && (event === prefix || event.startsWith(`${prefix}.`));
}
