import { alwaysOf } from '../candidates.js';
import type { Configuration, MachineModel, StateModel, TransitionModel } from '../model.js';
import { initialRoute, isDone, type Route, routeOf, stateAt } from '../route.js';
import type { MachineTables } from '../tables.js';
import { between, edgeCode } from '../tape.js';
import { actionOp, completeOp, doneOp, type Op } from './ops.js';
import { LazyRow } from './row.js';
import type { Microstep, Row } from './table.js';

interface Counting {
  makeRoom(microsteps: number): void;
}

/** What numbers where a machine stands, and says what it needs there. */
type Tables = Pick<MachineTables, 'indexOf' | 'needs'>;

/** A machine, compiled: a row for each place where it was met, and what can happen there. */
export class Program {
  readonly start: Microstep;
  /** All that were worked out, the start included. */
  readonly microsteps: Microstep[] = [];
  /** Where the machine stands before it has started: in its root alone. */
  readonly before: Configuration = { active: [0], history: new Map() };
  private readonly rows = new Map<string, Row>();
  private readonly entryOps: readonly (readonly Op[])[];
  private readonly initialOps: readonly (readonly Op[])[];
  private readonly exitOps: readonly (readonly Op[])[];
  private readonly transitionOps: readonly (readonly Op[])[];

  /** Those who count how often microsteps are taken. They have to make room when there are more. */
  readonly counting = new Set<WeakRef<Counting>>();

  private twin: Program | undefined = undefined;

  /** @param recorded whether its runs have a tape: what is generated for them differs */
  constructor(
    readonly model: MachineModel,
    private readonly tables: Tables,
    readonly recorded = false,
  ) {
    const { states, transitions } = model;
    const opsOf = (list: StateModel['entry']): Op[] => list.map((action) => actionOp(model, action));
    this.entryOps = states.map((state) => opsOf(state.entry));
    this.initialOps = states.map((state) => opsOf(state.initialActions));
    this.exitOps = states.map((state) => opsOf(state.exit));
    this.transitionOps = transitions.map((transition) => opsOf(transition.actions));
    this.start = this.microstep(this.before, [], initialRoute(model));
  }

  /** The same machine, for runs that have a tape or for such as have none. */
  as(recorded: boolean): Program {
    if (recorded === this.recorded) return this;
    if (this.twin === undefined) {
      this.twin = new Program(this.model, this.tables, recorded);
      this.twin.twin = this;
    }
    return this.twin;
  }

  rowOf(configuration: Configuration): Row {
    const { active, history } = configuration;
    const remembered = [...history].map((entry) => entry.join()).sort();
    const key = [active.join(), ...remembered].join(' ');
    let row = this.rows.get(key);
    if (row === undefined) {
      const state = this.tables.indexOf(configuration);
      row = new LazyRow({
        model: this.model,
        configuration,
        state,
        need: this.tables.needs[state],
        workOut: (from, transitions) => this.microstep(from, transitions, routeOf(this.model, from, transitions)),
      });
      this.rows.set(key, row);
    }
    return row;
  }

  private microstep(from: Configuration, transitions: readonly TransitionModel[], route: Route): Microstep {
    const { states, maxMicrosteps } = this.model;
    const ops = [
      ...route.exits.flatMap((state) => this.exitOps[state] ?? []),
      ...transitions.flatMap(({ edge }) => this.transitionOps[edge] ?? []),
      ...this.enter(from, route),
    ];
    const [first] = transitions;
    const single = transitions.length === 1 ? first : undefined;
    const to = this.rowOf(route.to);
    const microstep: Microstep = {
      index: this.microsteps.length,
      edges: transitions.map(({ edge }) => edge),
      between: single === undefined ? 0 : between(this.tables.indexOf(from), to.state),
      code: single === undefined ? 0 : edgeCode(single.edge),
      recorded: this.recorded,
      event: single?.event,
      guard: first?.guard,
      source: first === undefined ? '' : stateAt(states, first.source).id,
      ops,
      to,
      entered: route.entries.map((entry) => entry.state),
      stays: route.to === from,
      rests: maxMicrosteps > 0 && alwaysOf(states, route.to).length === 0 && !ops.some((op) => op.kind === 'complete'),
    };
    this.microsteps.push(microstep);
    this.makeRoom();
    return microstep;
  }

  private makeRoom(): void {
    for (const one of this.counting) {
      const counting = one.deref();
      if (counting === undefined) {
        this.counting.delete(one);
      } else {
        counting.makeRoom(this.microsteps.length);
      }
    }
  }

  private enter(from: Configuration, { exits, entries, to }: Route): Op[] {
    const active = new Set(from.active.filter((state) => !exits.includes(state)));
    const completed = new Set<number>();
    const ops: Op[] = [];
    for (const { state, byDefault } of entries) {
      active.add(state);
      ops.push(...(this.entryOps[state] ?? []), ...((byDefault && this.initialOps[state]) || []));
      ops.push(...this.finish(state, active, completed));
    }
    // A machine that ends exits all its states.
    if (ops.some((op) => op.kind === 'complete')) {
      ops.push(...[...to.active].sort((a, b) => b - a).flatMap((state) => this.exitOps[state] ?? []));
    }
    return ops;
  }

  /** What follows from entering a final state: its parent is done, and parallel states around it, of which all regions are. */
  private finish(index: number, active: ReadonlySet<number>, completed: Set<number>): Op[] {
    const { states } = this.model;
    const final = stateAt(states, index);
    if (final.type !== 'final') {
      return [];
    }
    const ops: Op[] = [];
    const parent = states[final.parent];
    if (parent?.type === 'compound') {
      ops.push(doneOp(parent, final.output));
    }
    let around = parent?.type === 'parallel' ? parent : states[parent?.parent ?? -1];
    let completing = around ?? final;
    while (around?.type === 'parallel' && !completed.has(around.index) && isDone(states, [...active], around.index)) {
      completed.add(around.index);
      ops.push(doneOp(around));
      completing = around;
      around = states[around.parent];
    }
    // The root itself is done then.
    return around === undefined ? [...ops, completeOp(this.model, completing)] : ops;
  }
}
