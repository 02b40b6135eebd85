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

  constructor(model: MachineModel) {
    super(model);
    this.program = new Program(model);
  }

  start(options: HalfStart): HalfRun {
    return new CompiledRun(this, options);
  }
}

const logics = new WeakMap<AnyStateMachine, CompiledLogic>();
