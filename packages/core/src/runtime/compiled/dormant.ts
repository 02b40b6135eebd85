import type { Dormant, HalfRun, HalfStart } from '../runtime.js';
import { CompiledRun, type ProgramLogic } from './run.js';

/** All that a run is which stands where it was started, but for its context, is known from its logic. */
export class DormantRuns implements Dormant {
  readonly #logic: ProgramLogic;

  constructor(logic: ProgramLogic) {
    this.#logic = logic;
  }

  get state(): number {
    return this.#logic.program.start.to.state;
  }

  isLike(run: HalfRun): boolean {
    const { row, busy, status, deadline } = run as CompiledRun;
    return (
      row === this.#logic.program.start.to && !busy && status === 'active' && deadline === Number.POSITIVE_INFINITY
    );
  }

  wake(options: Omit<HalfStart, 'input'>, context: unknown): HalfRun {
    return new CompiledRun(this.#logic, { ...options, input: undefined }).goOn(context);
  }
}
