import { alwaysOf } from '../candidates.js';
import type { Args, GuardModel, MachineModel, StateModel, TransitionModel } from '../model.js';
import { chainOf, type Entry, initialEntries, routeOf, stateAt } from '../route.js';
import { actionOp, completeOp, doneOp, type Op } from './ops.js';
import { Row } from './row.js';

/** What a transition does when it is taken in one atomic state, all worked out. */
export interface Plan {
  /** Its place among the machine's plans: by it is counted how often it is taken. */
  readonly index: number;
  /** -1 for the start. */
  readonly edge: number;
  readonly test: ((args: Args) => unknown) | undefined;
  readonly guard: GuardModel | undefined;
  /** Id of the state that declares the transition. */
  readonly source: string;
  /** Exit, transition and entry actions, in order. */
  readonly ops: readonly Op[];
  /** The atomic state that is active afterwards. */
  readonly to: number;
  readonly entered: readonly number[];
  /** Whether it changes nothing that an `always` transition could see: then these are not tried again. */
  readonly still: boolean;
  /** Whether nothing can come after it but raised events: the machine goes on, in a state without `always` transitions. */
  readonly rests: boolean;
}

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
    const entries = initialEntries(states);
    const entered = entries.map((entry) => entry.state);
    const to = Math.max(...entered);
    this.start = {
      index: 0,
      edge: -1,
      test: undefined,
      guard: undefined,
      source: '',
      ops: this.enter(entries, to),
      to,
      entered,
      still: false,
      rests: false,
    };
    this.plans.push(this.start);
    this.rows = states.map(({ type, index }) =>
      type === 'compound' ? undefined : new Row(model, index, this.planner(index)),
    );
  }

  private planner(from: number): (transition: TransitionModel) => Plan {
    const plans = new Map<number, Plan>();
    return (transition) => {
      let plan = plans.get(transition.edge);
      if (plan === undefined) {
        plan = this.plan(from, transition, this.plans.length);
        plans.set(transition.edge, plan);
        this.plans.push(plan);
      }
      return plan;
    };
  }

  private plan(from: number, transition: TransitionModel, index: number): Plan {
    const { states } = this.model;
    const { exits, entries, to } = routeOf(states, from, transition);
    const ops = [
      ...exits.flatMap((state) => this.exitOps[state] ?? []),
      ...(this.transitionOps[transition.edge] ?? []),
      ...this.enter(entries, to),
    ];
    return {
      index,
      edge: transition.edge,
      test: transition.guard?.test,
      guard: transition.guard,
      source: stateAt(states, transition.source).id,
      ops,
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
