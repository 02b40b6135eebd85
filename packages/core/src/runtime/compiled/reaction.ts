import type { AnyEventObject } from 'xstate';
import { fuse } from './fuse.js';
import type { Plan } from './program.js';
import type { CompiledRun } from './run.js';

/** Processes one event to its end and tells the host what was emitted. Throws nothing but what the host throws. */
export type React = (run: CompiledRun, event: AnyEventObject) => void;

/** What an event of one type does in one atomic state. */
export class Reaction {
  /** Step by step at first; what happens often becomes one function. */
  react: React;
  /** In the order in which their guards are asked. */
  readonly plans: readonly Plan[];

  constructor(plans: readonly Plan[]) {
    let untilFused = warmUp;
    const stepwise: React = (run, event) => {
      untilFused -= 1;
      if (untilFused === 0) this.react = fuse(plans, run.logic.rows) ?? stepwise;
      run.process(event, plans);
    };
    this.plans = plans;
    this.react = stepwise;
  }
}

/** How often an event happens before a function is made of what it does. */
const warmUp = 8;
