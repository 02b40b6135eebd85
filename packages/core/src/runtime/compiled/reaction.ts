import type { AnyEventObject } from 'xstate';
import { fuse } from './fuse.js';
import type { Plan } from './program.js';
import type { CompiledRun } from './run.js';

/** Processes one event to its end and tells the host what was emitted. Throws nothing but what the host throws. */
export type React = (run: CompiledRun, event: AnyEventObject) => void;

/** What an event of one type does in one atomic state: step by step at first; what happens often becomes one function. */
export class Reaction {
  react: React = this.stepByStep;
  private untilFused = warmUp;

  /** @param plans in the order in which their guards are asked */
  constructor(readonly plans: readonly Plan[]) {}

  /** What the function was made for is not so any more. */
  cool(): void {
    this.react = this.stepByStep;
    this.untilFused = warmUp;
  }

  private stepByStep(run: CompiledRun, event: AnyEventObject): void {
    this.untilFused -= 1;
    if (this.untilFused === 0) {
      this.react = fuse(this, run.logic.rows) ?? this.stepByStep;
    }
    run.process(event, this.plans);
  }
}

/** How often an event happens before a function is made of what it does. */
export const warmUp = 8;
