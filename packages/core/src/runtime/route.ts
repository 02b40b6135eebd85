/**
 * Which states transitions exit and enter: SCXML's `computeExitSet` and `computeEntrySet`
 * (https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation), with XState's notion of a transition's domain.
 */
import type { Configuration, MachineModel, StateModel, TransitionModel } from './model.js';

/** What taking some transitions together comes to. */
export interface Route {
  /** In the order of exit: innermost first. */
  readonly exits: readonly number[];
  /** In the order of entry: outermost first. */
  readonly entries: readonly Entry[];
  /** Where the machine stands afterwards; the same object where that is where it stood before. */
  readonly to: Configuration;
}

export interface Entry {
  readonly state: number;
  /** Entered as a target or as an initial state; only then do the actions of its own `initial` run. */
  readonly byDefault: boolean;
}

/** Works out transitions that are taken together, in different regions (see {@link withoutConflicts}). */
export function routeOf(model: MachineModel, from: Configuration, transitions: readonly TransitionModel[]): Route {
  const { states } = model;
  const exits = exitsOf(states, from, transitions);
  const history = remember(states, from, exits);
  const entering = new Entering(states, history);
  for (const transition of transitions) {
    entering.take(transition);
  }
  const entries = entering.entries();
  const remaining = from.active.filter((state) => !exits.includes(state));
  const active = [...new Set([...remaining, ...entries.map((entry) => entry.state)])];
  const stays = history === from.history && active.length === from.active.length && active.every(isIn(from.active));
  return { exits, entries, to: stays ? from : configuration(model, active, history) };
}

/** Starting the machine. */
export function initialRoute(model: MachineModel): Route {
  const { states } = model;
  const entering = new Entering(states, new Map());
  entering.target(0, true);
  const entries = entering.entries();
  return {
    exits: [],
    entries,
    to: configuration(
      model,
      entries.map((entry) => entry.state),
      new Map(),
    ),
  };
}

/** Of transitions that regions took for themselves, those that can be taken together: the inner one of two counts, then the first. */
export function withoutConflicts(
  states: readonly StateModel[],
  from: Configuration,
  enabled: readonly TransitionModel[],
): readonly TransitionModel[] {
  if (enabled.length < 2) {
    return enabled;
  }
  let kept: TransitionModel[] = [];
  for (const one of enabled) {
    const exits = exitsOf(states, from, [one]);
    const rivals = kept.filter((other) => exitsOf(states, from, [other]).some(isIn(exits)));
    // XState asks one after the other, and drops the outer ones only if no other one stops it.
    if (rivals.every((other) => isBelow(states, one.source, other.source))) {
      kept = [...kept.filter((other) => !rivals.includes(other)), one];
    }
  }
  return kept;
}

/** States in the order in which this machine's configurations have them. */
export function configuration(
  { ordered }: MachineModel,
  active: readonly number[],
  history: Configuration['history'],
): Configuration {
  return { active: ordered ? active : [...active].sort((a, b) => a - b), history };
}

/** The active states without active children, in document order. */
export function leavesOf(states: readonly StateModel[], { active }: Configuration): readonly number[] {
  return active.filter((state) => isLeaf(stateAt(states, state))).sort((a, b) => a - b);
}

export function isLeaf({ type }: StateModel): boolean {
  return type === 'atomic' || type === 'final';
}

/** Whether a state is done: a final child of it is active, or all its regions are done. The machine is over when its root is. */
export function isDone(states: readonly StateModel[], active: readonly number[], index: number): boolean {
  const { type, children } = stateAt(states, index);
  const below = children.filter((child) => stateAt(states, child).type !== 'history');
  switch (type) {
    case 'compound':
      return below.some((child) => stateAt(states, child).type === 'final' && active.includes(child));
    case 'parallel':
      return below.every((child) => isDone(states, active, child));
    default:
      return type === 'final';
  }
}

/** Whether there are neither regions nor history, so that the innermost active state says where the machine stands. */
export function isPlain(states: readonly StateModel[]): boolean {
  return states.every(({ type }) => type !== 'parallel' && type !== 'history');
}

/** A state and its ancestors, innermost first. */
export function chainOf(states: readonly StateModel[], state: number): number[] {
  const chain: number[] = [];
  for (let at = state; at !== outside; at = stateAt(states, at).parent) {
    chain.push(at);
  }
  return chain;
}

/** Whether a state is a proper descendant of another. */
export function isBelow(states: readonly StateModel[], state: number, ancestor: number): boolean {
  return ancestor === outside || chainOf(states, state).indexOf(ancestor) > 0;
}

export function stateAt(states: readonly StateModel[], index: number): StateModel {
  return states[index] as StateModel;
}

/** Outside of every state: where a transition of the root takes place that re-enters it. */
const outside = -1;

function isIn(set: readonly number[]): (state: number) => boolean {
  return (state) => set.includes(state);
}

function exitsOf(
  states: readonly StateModel[],
  { active, history }: Configuration,
  transitions: readonly TransitionModel[],
): number[] {
  const domains = transitions
    .filter(({ targets }) => targets.length > 0)
    .map((transition) => domainOf(states, transition, history));
  return active.filter((state) => domains.some((domain) => isBelow(states, state, domain))).sort((a, b) => b - a);
}

/** What history states remember once these states are left. */
function remember(
  states: readonly StateModel[],
  { active, history }: Configuration,
  exits: readonly number[],
): Configuration['history'] {
  const leaving = states.filter((state) => state.history !== undefined && exits.includes(state.parent));
  if (leaving.length === 0) {
    return history;
  }
  const remembered = new Map(history);
  for (const { index, parent, history: kind } of leaving) {
    remembered.set(
      index,
      active.filter((state) =>
        kind?.deep
          ? isLeaf(stateAt(states, state)) && isBelow(states, state, parent)
          : stateAt(states, state).parent === parent,
      ),
    );
  }
  return remembered;
}

/** The innermost state around a transition, which it does not leave. */
function domainOf(
  states: readonly StateModel[],
  { source, targets, reenter }: TransitionModel,
  history: Configuration['history'],
): number {
  const effective = effectiveTargets(states, targets, history);
  if (!reenter && effective.every((target) => target === source || isBelow(states, target, source))) {
    return source;
  }
  const [first, ...others] = [...effective, source];
  const common = chainOf(states, first as number)
    .slice(1)
    .find((ancestor) => others.every((other) => isBelow(states, other, ancestor)));
  return common ?? (reenter ? outside : 0);
}

/** Targets, with history states replaced by what they stand for. */
function effectiveTargets(
  states: readonly StateModel[],
  targets: readonly number[],
  history: Configuration['history'],
): number[] {
  const effective = targets.flatMap((target) => {
    const kind = stateAt(states, target).history;
    if (kind === undefined) {
      return [target];
    }
    return history.get(target) ?? effectiveTargets(states, kind.targets, history);
  });
  return [...new Set(effective)];
}

/** The states that are entered, as they come together. */
class Entering {
  private readonly entered = new Set<number>();
  private readonly byDefault = new Set<number>();

  constructor(
    private readonly states: readonly StateModel[],
    private readonly history: Configuration['history'],
  ) {}

  entries(): Entry[] {
    return [...this.entered].sort((a, b) => a - b).map((state) => ({ state, byDefault: this.byDefault.has(state) }));
  }

  take(transition: TransitionModel): void {
    const { states, history } = this;
    const { source, targets, reenter } = transition;
    if (targets.length === 0) {
      return;
    }
    const domain = domainOf(states, transition, history);
    for (const target of targets) {
      // A transition from a state to itself that does not re-enter leaves the state as it is and starts its children anew.
      this.target(target, target !== source || source !== domain || reenter);
    }
    const upTo = source === 0 && reenter ? outside : domain;
    for (const target of effectiveTargets(states, targets, history)) {
      const around = this.ancestors(target, domain);
      this.around(
        domain !== outside && stateAt(states, domain).type === 'parallel' ? [...around, domain] : around,
        upTo,
      );
    }
  }

  /** @param itself whether the target is entered, and not only what is below it */
  target(target: number, itself: boolean): void {
    if (itself && stateAt(this.states, target).type !== 'history') {
      this.enterByDefault(target);
    }
    this.below(target);
  }

  private enterByDefault(state: number): void {
    this.entered.add(state);
    this.byDefault.add(state);
  }

  /** What entering a state enters below it. */
  private below(index: number): void {
    const state = stateAt(this.states, index);
    switch (state.type) {
      case 'history':
        this.restore(state);
        break;
      case 'compound': {
        const { initial } = state;
        if (stateAt(this.states, initial).type !== 'history') {
          this.enterByDefault(initial);
        }
        this.below(initial);
        this.around(this.ancestors(initial, index));
        break;
      }
      case 'parallel':
        for (const region of this.regionsLeft(index)) {
          this.enterByDefault(region);
          this.below(region);
        }
        break;
    }
  }

  private restore({ index, parent, history }: StateModel): void {
    const remembered = this.history.get(index);
    const targets = remembered ?? history?.targets ?? [];
    for (const target of targets) {
      this.entered.add(target);
      if (remembered === undefined && history?.initial) {
        this.byDefault.add(parent);
      }
      this.below(target);
    }
    for (const target of targets) {
      this.around(this.ancestors(target, parent));
    }
  }

  /** Enters ancestors of what is entered, and the other regions of those that have some. */
  private around(ancestors: readonly number[], upTo = outside): void {
    for (const ancestor of ancestors) {
      if (isBelow(this.states, ancestor, upTo)) {
        this.entered.add(ancestor);
      }
      if (stateAt(this.states, ancestor).type === 'parallel') {
        for (const region of this.regionsLeft(ancestor)) {
          this.entered.add(region);
          this.below(region);
        }
      }
    }
  }

  /** The regions in which nothing is entered so far, one after the other. */
  private *regionsLeft(parallel: number): Generator<number> {
    for (const region of stateAt(this.states, parallel).children) {
      const isRegion = stateAt(this.states, region).type !== 'history';
      if (isRegion && ![...this.entered].some((state) => isBelow(this.states, state, region))) {
        yield region;
      }
    }
  }

  /** Innermost first. */
  private ancestors(state: number, upTo: number): number[] {
    if (state === upTo) {
      return [];
    }
    const above = chainOf(this.states, state).slice(1);
    const end = above.indexOf(upTo);
    return end === -1 ? above : above.slice(0, end);
  }
}
