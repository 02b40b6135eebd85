import type { AnyEventObject } from 'xstate';
import { type Choice, inOrder, isForked } from '../candidates.js';
import { fuse } from './fuse.js';
import type { Machine, Microstep, React, Reaction } from './table.js';

/** A reaction that is gone through step by step at first. When it happens often it becomes one function. */
export class WarmingReaction implements Reaction {
  readonly candidates: readonly Microstep[];
  readonly fork: Choice<Microstep> | undefined = undefined;
  readonly isNothing: boolean;
  react: React = this.stepByStep;
  private untilFused = warmUp;

  constructor(
    readonly type: string | undefined,
    choice: Choice<Microstep>,
    rests: boolean,
  ) {
    this.candidates = inOrder(choice);
    this.isNothing = rests && this.candidates.length === 0;
    this.fork = isForked(choice) ? choice : undefined;
  }

  cool(): void {
    this.react = this.stepByStep;
    this.untilFused = warmUp;
  }

  private stepByStep(run: Machine, event: AnyEventObject): void {
    this.untilFused -= 1;
    if (this.untilFused === 0 && this.fork === undefined) {
      this.react = fuse(this) ?? this.stepByStep;
    }
    run.process(event, this);
  }
}

/** How often an event happens before a function is made of what it does. */
export const warmUp = 8;
