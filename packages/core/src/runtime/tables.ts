import type { AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';
import { askedBefore, choiceOf, inOrder } from './candidates.js';
import { readMachine } from './internals/read-machine.js';
import type { Configuration, MachineModel } from './model.js';
import type { Edge, HalfLogic, HalfRun, HalfStart } from './runtime.js';
import { Standings } from './standings.js';

/** The tables of a machine: the part of {@link HalfLogic} that is the same whichever runtime runs it. */
export abstract class MachineTables implements HalfLogic {
  readonly machine: AnyStateMachine;
  readonly model: MachineModel;
  readonly edges: readonly Edge[];
  abstract readonly stateCounts: Float64Array;
  abstract readonly edgeCounts: Float64Array;
  private readonly standings: Standings;

  /** @param like of the same machine, whose tables it shares; the counters are its own */
  constructor(model: MachineModel, like?: MachineTables) {
    this.machine = model.machine;
    this.model = model;
    this.standings = like?.standings ?? new Standings(model);
    this.edges =
      like?.edges ??
      model.transitions.map(({ source, event, targets, guard }) => ({ source, event, targets, guard: guard?.name }));
  }

  get states(): readonly string[] {
    return this.standings.paths;
  }

  get active(): readonly (readonly number[])[] {
    return this.standings.active;
  }

  get needs(): readonly (Need | undefined)[] {
    return this.standings.needs;
  }

  indexOf(configuration: Configuration): number {
    return this.standings.indexOf(configuration);
  }

  failedGuards(from: number, event: string, edge: number): readonly string[] {
    const { states, transitions } = this.model;
    const at: Configuration = { active: this.standings.active[from] as readonly number[], history: new Map() };
    const taken = transitions[edge];
    const asked = taken === undefined ? inOrder(choiceOf(states, at, event)) : askedBefore(states, at, event, taken);
    return asked.flatMap((candidate) => candidate.guard?.name ?? []);
  }

  abstract apart(recorded?: boolean): HalfLogic;

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
