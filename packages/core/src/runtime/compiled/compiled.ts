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
  private readonly ofStates = new Float64Array(this.states.length);
  private readonly ofEdges = new Float64Array(this.edges.length);

  constructor(model: MachineModel) {
    super(model);
    this.program = new Program(model);
    this.rows = this.program.rows;
    this.definitions = [...model.edgeOf.keys()];
  }

  get stateCounts(): Float64Array {
    this.tally();
    return this.ofStates;
  }

  get edgeCounts(): Float64Array {
    this.tally();
    return this.ofEdges;
  }

  start(options: HalfStart): HalfRun {
    return new CompiledRun(this, options).begin(options.input);
  }

  /** Runs count only which plan they took; what that comes to is worked out for whoever asks. */
  private tally(): void {
    this.ofStates.fill(0);
    this.ofEdges.fill(0);
    for (const { taken, edge, entered } of this.program.plans) {
      if (edge !== -1) {
        this.ofEdges[edge] = (this.ofEdges[edge] as number) + taken;
      }
      for (const state of entered) {
        this.ofStates[state] = (this.ofStates[state] as number) + taken;
      }
    }
  }
}

const logics = new WeakMap<AnyStateMachine, CompiledLogic>();
