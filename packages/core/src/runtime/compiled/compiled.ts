import type { AnyStateMachine } from 'xstate';
import type { MachineModel } from '../model.js';
import type { HalfLogic, HalfRun, HalfStart } from '../runtime.js';
import { MachineTables, modelOf } from '../tables.js';
import { DormantRuns } from './dormant.js';
import { Program } from './program.js';
import { CompiledRun } from './run.js';
import type { Microstep } from './table.js';

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

export class CompiledLogic extends MachineTables {
  readonly program: Program;
  /** XState's objects of the transitions, by edge index. */
  readonly definitions: readonly object[];
  /** How often each microstep was taken, by its index. */
  readonly taken: number[] = [];
  readonly dormant = new DormantRuns(this);

  /** @param like whose tables it shares; the counters are its own */
  constructor(model: MachineModel, like?: CompiledLogic, recorded = false) {
    super(model, like);
    this.program = like?.program.as(recorded) ?? new Program(model, this);
    this.definitions = like?.definitions ?? [...model.edgeOf.keys()];
    this.program.counting.add(new WeakRef(this));
    this.makeRoom(this.program.microsteps.length);
  }

  apart(recorded = false): CompiledLogic {
    return new CompiledLogic(this.model, this, recorded);
  }

  makeRoom(microsteps: number): void {
    while (this.taken.length < microsteps) this.taken.push(0);
  }

  // Runs count only which microstep they took; what that comes to is worked out for whoever asks.

  get stateCounts(): Float64Array {
    return this.countsOf(this.model.states.length, ({ entered }) => entered);
  }

  get edgeCounts(): Float64Array {
    return this.countsOf(this.edges.length, ({ edges }) => edges);
  }

  start(options: HalfStart): HalfRun {
    return new CompiledRun(this, options).begin(options.input);
  }

  private countsOf(length: number, places: (microstep: Microstep) => readonly number[]): Float64Array {
    const counts = new Float64Array(length);
    for (const microstep of this.program.microsteps) {
      for (const place of places(microstep)) {
        counts[place] = (counts[place] as number) + (this.taken[microstep.index] as number);
      }
    }
    return counts;
  }
}

const logics = new WeakMap<AnyStateMachine, CompiledLogic>();
