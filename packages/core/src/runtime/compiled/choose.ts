import { guardError } from '../internals/guard-error.js';
import type { Args } from '../model.js';
import type { Plan } from './program.js';

/** The first of the `always` transitions whose guard lets it through. */
export function chooseAlways(plans: readonly Plan[], args: Args): Plan | undefined {
  for (let at = 0; at < plans.length; at++) {
    const plan = plans[at] as Plan;
    if (plan.test === undefined || plan.test(args)) {
      return plan;
    }
  }
  return undefined;
}

/** The same for an event. XState wraps what a guard throws here, and only here. */
export function choose(plans: readonly Plan[], args: Args): Plan | undefined {
  for (let at = 0; at < plans.length; at++) {
    const plan = plans[at] as Plan;
    if (plan.test === undefined) {
      return plan;
    }
    try {
      if (plan.test(args)) {
        return plan;
      }
    } catch (error) {
      throw guardError(plan.guard?.type, plan.source, args.event.type, error);
    }
  }
  return undefined;
}
