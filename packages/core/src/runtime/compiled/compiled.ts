import type { AnyStateMachine } from 'xstate';
import type { MachineModel } from '../model.js';
import type { HalfLogic, HalfRun, HalfStart } from '../runtime.js';
import { MachineTables, modelOf } from '../tables.js';
import { Program } from './program.js';
import { CompiledRun } from './run.js';

/**
 * The compiled runtime: reads the machine object once and runs the table made of it.
 *
 * A machine that was compiled before is not compiled again. Actions get `context` and `event`; what they find under `self`
 * and `system` throws when it is used, and so does `spawn`.
 *
 * @throws {TypeError} for a machine outside of the subset, naming the state's path, the feature and what to do instead.
 */
export function compiled(machine: AnyStateMachine): HalfLogic {
  return compiledLogic(machine);
}

/** @internal */
export function compiledLogic(machine: AnyStateMachine): CompiledLogic {
  let logic = logics.get(machine);
  if (logic === undefined) {
    logic = new CompiledLogic(modelOf(machine));
    logics.set(machine, logic);
  }
  return logic;
}

/** @internal */
export class CompiledLogic extends MachineTables {
  readonly program: Program;
  readonly rows: Program['rows'];
  /** XState's objects of the transitions, by edge index. */
  readonly definitions: readonly object[];
  /** How often each plan was taken, by its index. */
  readonly taken: Float64Array;

  /** @param like whose tables it shares; the counters are its own */
  constructor(model: MachineModel, like?: CompiledLogic) {
    super(model, like);
    this.program = like?.program ?? new Program(model);
    this.rows = this.program.rows;
    this.definitions = like?.definitions ?? [...model.edgeOf.keys()];
    this.taken = new Float64Array(this.program.plans.length);
  }

  apart(): CompiledLogic {
    return new CompiledLogic(this.model, this);
  }

  // Runs count only which plan they took; what that comes to is worked out for whoever asks.

  get stateCounts(): Float64Array {
    const counts = new Float64Array(this.states.length);
    for (const { index, entered } of this.program.plans) {
      for (const state of entered) counts[state] = (counts[state] as number) + (this.taken[index] as number);
    }
    return counts;
  }

  get edgeCounts(): Float64Array {
    const counts = new Float64Array(this.edges.length);
    for (const { index, edge } of this.program.plans)
      if (edge !== -1) counts[edge] = (counts[edge] as number) + (this.taken[index] as number);
    return counts;
  }

  start(options: HalfStart): HalfRun {
    return new CompiledRun(this, options).begin(options.input);
  }
}

const logics = new WeakMap<AnyStateMachine, CompiledLogic>();
