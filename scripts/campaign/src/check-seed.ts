/** One seed: its plan is run, and every so often run again, which must come to the same trace, and by the interpreter too. */
import { type Plan, planOf } from './plan.js';
import { run } from './run.js';
import type { Subject } from './subject.js';

export interface Failure {
  readonly subject: string;
  readonly seed: number;
  readonly violations: readonly string[];
}

/** Returns what was wrong. */
export async function checkSeed(subject: Subject, seed: number): Promise<Failure | undefined> {
  const violations = await checkPlan(subject, planOf(seed), seed % REPEATED === 0);
  return violations.length === 0 ? undefined : { subject: subject.name, seed, violations };
}

/** Runs a plan; with `again`, three times, comparing traces. */
export async function checkPlan(subject: Subject, plan: Plan, again: boolean): Promise<readonly string[]> {
  if (!again) return (await run(subject, plan)).violations;
  const first = await run(subject, plan, { trace: true });
  const second = await run(subject, plan, { trace: true });
  const interpreted = await run(subject, plan, { trace: true, runtime: 'xstate' });
  return [
    ...first.violations,
    ...difference('the same seed gave another trace', first.trace, second.trace),
    ...difference('the interpreter gave another trace', first.trace, interpreted.trace),
  ];
}

function difference(what: string, expected: readonly string[], actual: readonly string[]): string[] {
  const length = Math.max(expected.length, actual.length);
  for (let at = 0; at < length; at++) {
    if (expected[at] !== actual[at]) return [`${what}, from line ${at}: first ${expected[at]}, then ${actual[at]}`];
  }
  return [];
}

/** One seed in so many is repeated. */
const REPEATED = 32;
