import type { AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';
import { alwaysOf, candidatesOf } from './candidates.js';
import { readMachine } from './internals/read-machine.js';
import type { MachineModel } from './model.js';
import { needOf } from './route.js';
import type { Edge, HalfLogic, HalfRun, HalfStart } from './runtime.js';

/** The tables of a machine: the part of {@link HalfLogic} that is the same whichever runtime runs it. */
export abstract class MachineTables implements HalfLogic {
  readonly machine: AnyStateMachine;
  readonly model: MachineModel;
  readonly states: readonly string[];
  readonly edges: readonly Edge[];
  /** By state index. */
  readonly needs: readonly (Need | undefined)[];
  abstract readonly stateCounts: Float64Array;
  abstract readonly edgeCounts: Float64Array;

  constructor(model: MachineModel, like?: MachineTables) {
    this.machine = model.machine;
    this.model = model;
    if (like !== undefined) {
      this.states = like.states;
      this.edges = like.edges;
      this.needs = like.needs;
      return;
    }
    this.states = model.states.map((state) => state.path);
    this.edges = model.transitions.map(({ source, event, target, guard }) => ({
      source,
      event,
      targets: target === -1 ? [] : [target],
      guard: guard?.name,
    }));
    this.needs = model.states.map((_, index) => needOf(model.states, index));
  }

  failedGuards(from: number, event: string, edge: number): readonly string[] {
    const { states } = this.model;
    const candidates = this.edges[edge]?.event === '' ? alwaysOf(states, from) : candidatesOf(states, from, event);
    const chosen = candidates.findIndex((candidate) => candidate.edge === edge);
    return candidates
      .slice(0, chosen === -1 ? candidates.length : chosen)
      .flatMap((candidate) => candidate.guard?.name ?? []);
  }

  abstract apart(): HalfLogic;

  abstract start(options: HalfStart): HalfRun;
}

/** The machine's model, read once. */
export function modelOf(machine: AnyStateMachine): MachineModel {
  let model = models.get(machine);
  if (model === undefined) {
    model = readMachine(machine);
    models.set(machine, model);
  }
  return model;
}

const models = new WeakMap<AnyStateMachine, MachineModel>();
