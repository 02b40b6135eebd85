import type { Feature } from './features.js';
import { often } from './spec.js';

/**
 * How often a built machine has done what it does, in all rehearsals and in the run itself. What a machine does often
 * takes other ways in the compiled runtime, and those must be compared too.
 */
export class Heat {
  private readonly counts = new Map<string, number>();
  private step: boolean[] = [];

  /** An event came in a state: whatever guard or action throws then does so in a place that is often passed, or not. */
  heard(state: number, event: string): void {
    this.count(`${state} ${event}`);
  }

  took(from: number, edge: number): void {
    this.step.push(this.count(`${from} -${edge}`));
  }

  /** What the step was, as far as it was often done before, and begins the next one. */
  endStep(): readonly Feature[] {
    const { step } = this;
    this.step = [];
    const changes = (from: boolean): boolean => step.some((hot, at) => hot !== from && step[at - 1] === from);
    return [
      ...(step.includes(true) ? ['taken often' as const] : []),
      ...(changes(false) ? ['seldom, then often' as const] : []),
      ...(changes(true) ? ['often, then seldom' as const] : []),
    ];
  }

  private count(key: string): boolean {
    const count = this.counts.get(key) ?? 0;
    this.counts.set(key, count + 1);
    return count >= often;
  }
}
