import type { AnyEventObject } from 'xstate';
import { ActionArgs } from '../action-args.js';
import type { Args, Assignment, Expression } from '../model.js';
import { hasGetters } from '../properties.js';

/**
 * One `assign`. It gives what XState gives, `Object.assign({}, context, update)`. That is slow beside a literal, so it also
 * takes down the keys that it meets, for whoever can make a literal of them (see fuse-assign.ts).
 *
 * Keys are strings: where there is a property keyed by a symbol nothing is taken down.
 */
export class Assigner {
  /** The keys of context and update as they are these days; undefined as long as they are not known, or keep changing. */
  keys: AssignedKeys | undefined = undefined;
  private untilLearning = callsBeforeLearning;
  private lessons = 0;

  /** An object with getters is asked anew each time. */
  private readonly mayLearn: boolean;

  constructor(readonly assignment: Assignment) {
    this.mayLearn = typeof assignment === 'function' || !hasGetters(assignment);
  }

  /** Gives the next context. What it was given stays as it is. */
  run(context: unknown, event: AnyEventObject, params: unknown): unknown {
    const { assignment } = this;
    const args = new ActionArgs(context, event);
    return this.merge(
      context,
      typeof assignment === 'function' ? assignment(args, params) : updateOf(assignment, args, params),
    );
  }

  /** The same for an update that was made already. */
  merge(context: unknown, update: unknown): unknown {
    this.untilLearning -= 1;
    if (this.untilLearning === 0 && this.mayLearn) {
      this.lessons += 1;
      this.untilLearning = missesBeforeLearningAnew;
      this.keys = this.lessons > maxLessons ? undefined : keysOf(context, update);
    }
    return Object.assign({}, context, update);
  }
}

export interface AssignedKeys {
  readonly context: readonly string[];
  readonly update: readonly string[];
}

/** Enough for contexts to have all their keys, few enough to matter only once per process. */
const callsBeforeLearning = 4;
/** How often the learned keys may be the wrong ones before those of the day are learned instead. */
const missesBeforeLearningAnew = 64;
/** Contexts that keep changing their keys are left to the generic way in the end. */
const maxLessons = 4;

function updateOf(assignment: Readonly<Record<string, unknown>>, args: Args, params: unknown): object {
  const update: Record<string, unknown> = {};
  for (const key of Object.keys(assignment)) {
    const value = assignment[key];
    update[key] = typeof value === 'function' ? (value as Expression)(args, params) : value;
  }
  return update;
}

function keysOf(context: unknown, update: unknown): AssignedKeys | undefined {
  const ofContext = literalKeys(context);
  const ofUpdate = literalKeys(update);
  return ofContext && ofUpdate && { context: ofContext, update: ofUpdate };
}

/**
 * The keys to copy, or undefined where a literal could not do it. `Object.assign` sets properties, and what that does is
 * up to the prototype for a name that it has (`__proto__` first of all).
 */
function literalKeys(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null || Object.getOwnPropertySymbols(value).length > 0) {
    return undefined;
  }
  const keys = Object.keys(value);
  return keys.length <= maxKeys && keys.every((key) => identifier.test(key) && !(key in Object.prototype))
    ? keys
    : undefined;
}

const identifier = /^[A-Za-z_][A-Za-z_0-9]*$/;
/** Literals with many more properties are slow again. */
const maxKeys = 64;
