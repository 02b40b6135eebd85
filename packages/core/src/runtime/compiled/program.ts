import { alwaysOf, candidatesOf, isWildcard } from '../candidates.js';
import type { Args, GuardModel, MachineModel, StateModel, TransitionModel } from '../model.js';
import { chainOf, type Entry, initialEntries, routeOf, stateAt } from '../route.js';
import { actionOp, completeOp, doneOp, type Op } from './ops.js';
import type { Perform } from './straighten.js';

/** What a transition does when it is taken in one atomic state, all worked out. */
export interface Plan {
  /** How often it was taken, by all connections. */
  taken: number;
  /** -1 for the start. */
  readonly edge: number;
  readonly test: ((args: Args) => unknown) | undefined;
  readonly guard: GuardModel | undefined;
  /** Id of the state that declares the transition. */
  readonly source: string;
  /** Exit, transition and entry actions, in order. */
  readonly ops: readonly Op[];
  /** The same as one function, once the transition has been taken often. */
  perform: Perform | undefined;
  /** The atomic state that is active afterwards. */
  readonly to: number;
  readonly entered: readonly number[];
  /** Whether it changes nothing that an `always` transition could see: then these are not tried again. */
  readonly still: boolean;
  /** Whether nothing can come after it but raised events: the machine goes on, in a state without `always` transitions. */
  readonly rests: boolean;
}

/** What can happen in one atomic state. */
export class Row {
  readonly always: readonly Plan[];
  /** The event types that the state or an ancestor names, and what each may do, at the same place. */
  private readonly types: readonly string[];
  private readonly plans: readonly (readonly Plan[])[];
  /** What an event may do that none names, where that does not depend on its type. */
  private readonly others: readonly Plan[] | undefined;
  private readonly remembered = new Map<string, readonly Plan[]>();
  private readonly candidates: (type: string) => TransitionModel[];

  constructor(
    states: readonly StateModel[],
    from: number,
    private readonly planOf: (transition: TransitionModel) => Plan,
  ) {
    const descriptors = new Set(chainOf(states, from).flatMap((state) => [...stateAt(states, state).on.keys()]));
    this.types = [...descriptors].filter((descriptor) => !isWildcard(descriptor));
    this.candidates = (type) => candidatesOf(states, from, type);
    this.plans = this.types.map((type) => this.candidates(type).map(planOf));
    const partial = [...descriptors].some((descriptor) => descriptor.endsWith('.*'));
    this.others = partial ? undefined : this.candidates('*').map(planOf);
    this.always = alwaysOf(states, from).map(planOf);
  }

  /** What an event of a type that the state or an ancestor names may do, in the order in which the guards are asked. */
  named(type: string): readonly Plan[] | undefined {
    const { types } = this;
    for (let at = 0; at < types.length; at++) {
      if (types[at] === type) {
        return this.plans[at] as readonly Plan[];
      }
    }
    return undefined;
  }

  /** The same for all other types: what wildcards let through. */
  unnamed(type: string): readonly Plan[] {
    return this.others ?? this.remembered.get(type) ?? this.remember(type);
  }

  private remember(type: string): readonly Plan[] {
    const plans = this.candidates(type).map(this.planOf);
    if (this.remembered.size < maxRemembered) {
      this.remembered.set(type, plans);
    }
    return plans;
  }
}

/** Protocols know their event types, so a few suffice; whoever makes up types without end must not fill the memory. */
const maxRemembered = 64;

/** A machine, compiled. */
export class Program {
  /** By atomic state's index; nothing happens in compound states as such. */
  readonly rows: readonly (Row | undefined)[];
  readonly start: Plan;
  /** All plans, the start included. */
  readonly plans: Plan[] = [];
  private readonly entryOps: readonly (readonly Op[])[];
  private readonly initialOps: readonly (readonly Op[])[];
  private readonly exitOps: readonly (readonly Op[])[];
  private readonly transitionOps: readonly (readonly Op[])[];

  constructor(readonly model: MachineModel) {
    const { states, transitions } = model;
    const opsOf = (list: StateModel['entry']): Op[] => list.map((action) => actionOp(model, action));
    this.entryOps = states.map((state) => opsOf(state.entry));
    this.initialOps = states.map((state) => opsOf(state.initialActions));
    this.exitOps = states.map((state) => opsOf(state.exit));
    this.transitionOps = transitions.map((transition) => opsOf(transition.actions));
    this.rows = states.map(({ type, index }) =>
      type === 'compound' ? undefined : new Row(states, index, this.planner(index)),
    );
    const entries = initialEntries(states);
    const entered = entries.map((entry) => entry.state);
    const to = Math.max(...entered);
    this.start = {
      taken: 0,
      edge: -1,
      test: undefined,
      guard: undefined,
      source: '',
      ops: this.enter(entries, to),
      perform: undefined,
      to,
      entered,
      still: false,
      rests: false,
    };
    this.plans.push(this.start);
  }

  private planner(from: number): (transition: TransitionModel) => Plan {
    const plans = new Map<number, Plan>();
    return (transition) => {
      let plan = plans.get(transition.edge);
      if (plan === undefined) {
        plan = this.plan(from, transition);
        plans.set(transition.edge, plan);
        this.plans.push(plan);
      }
      return plan;
    };
  }

  private plan(from: number, transition: TransitionModel): Plan {
    const { states } = this.model;
    const { exits, entries, to } = routeOf(states, from, transition);
    const ops = [
      ...exits.flatMap((state) => this.exitOps[state] ?? []),
      ...(this.transitionOps[transition.edge] ?? []),
      ...this.enter(entries, to),
    ];
    return {
      taken: 0,
      edge: transition.edge,
      test: transition.guard?.test,
      guard: transition.guard,
      source: stateAt(states, transition.source).id,
      ops,
      perform: undefined,
      to,
      entered: entries.map((entry) => entry.state),
      rests: alwaysOf(states, to).length === 0 && !ops.some((op) => op.kind === 'complete'),
      still: to === from && !ops.some((op) => op.kind === 'assign' || op.kind === 'complete'),
    };
  }

  private enter(entries: readonly Entry[], to: number): Op[] {
    const { states } = this.model;
    const ops: Op[] = [];
    for (const { state, byDefault } of entries) {
      ops.push(...(this.entryOps[state] ?? []), ...((byDefault && this.initialOps[state]) || []));
    }
    const final = stateAt(states, to);
    if (final.type !== 'final' || !entries.some((entry) => entry.state === to)) {
      return ops;
    }
    if (final.parent !== -1) {
      ops.push(doneOp(stateAt(states, final.parent), final));
    }
    // A final child of the root ends the machine, and a machine that ends exits all its states.
    if (final.parent <= 0) {
      ops.push(completeOp(this.model, final), ...chainOf(states, to).flatMap((state) => this.exitOps[state] ?? []));
    }
    return ops;
  }
}
