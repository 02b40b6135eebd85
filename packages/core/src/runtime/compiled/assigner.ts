import type { Args, Assignment, Expression } from '../model.js';
import { generate } from './generate.js';

/**
 * One `assign`. It gives what XState gives, `Object.assign({}, context, update)`, but fast: engines copy an object of known
 * keys by a literal some five times faster than in any generic way. So after a few calls the keys of context and update
 * are taken down and a literal for exactly those is generated. It checks at every call that the keys are still the same
 * ones, and leaves others to the generic way; so does everything where generating code is forbidden.
 *
 * Keys are strings: a property keyed by a symbol is not carried over by the literal.
 */
export class Assigner {
  /** Gives the next context, for the arguments and the params of the action. What it was given stays as it is. */
  run: Expression;
  private readonly update: Expression;
  private untilLearning = callsBeforeLearning;
  private lessons = 0;

  constructor(private readonly assignment: Assignment) {
    this.update = typeof assignment === 'function' ? assignment : (args, params) => updateOf(assignment, args, params);
    this.run = (args, params) => this.merge(args.context, this.update(args, params));
  }

  private readonly merge = (context: unknown, update: unknown): unknown => {
    this.untilLearning -= 1;
    if (this.untilLearning === 0 && this.lessons < maxLessons) {
      this.lessons += 1;
      this.untilLearning = missesBeforeLearningAnew;
      this.run = specialize(this.assignment, context, update, this.merge) ?? this.run;
    }
    return Object.assign({}, context, update);
  };
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
    update[key] = typeof value === 'function' ? value(args, params) : value;
  }
  return update;
}

type Merge = (context: unknown, update: unknown) => unknown;
type Factory = (
  assignment: Assignment,
  contextKeys: readonly string[],
  updateKeys: readonly string[],
  merge: Merge,
) => Expression;

function specialize(assignment: Assignment, context: unknown, update: unknown, merge: Merge): Expression | undefined {
  const contextKeys = keysOf(context);
  const updateKeys = keysOf(update);
  if (contextKeys === undefined || updateKeys === undefined) {
    return undefined;
  }
  const source =
    typeof assignment === 'function'
      ? functionFormSource(contextKeys, updateKeys)
      : objectFormSource(assignment, contextKeys, updateKeys);
  return generate<Factory>(['assignment', 'contextKeys', 'updateKeys', 'merge'], source)?.(
    assignment,
    contextKeys,
    updateKeys,
    merge,
  );
}

function functionFormSource(contextKeys: readonly string[], updateKeys: readonly string[]): string {
  return `return (args, params) => {
    const update = assignment(args, params);
    const context = args.context;
    ${checkSource('context', contextKeys, 'update')}
    ${checkSource('update', updateKeys, 'update')}
    return ${literalSource(contextKeys, updateKeys, (key) => `update.${key}`)};
  };`;
}

function objectFormSource(
  assignment: Readonly<Record<string, unknown>>,
  contextKeys: readonly string[],
  updateKeys: readonly string[],
): string {
  // All values come first: the functions must see, and may even touch, the context as it was.
  const declarations = updateKeys.map((key) => `const ${key}$ = assignment.${key};`).join('\n');
  const values = updateKeys
    .map((key) => `const ${key}$$ = ${typeof assignment[key] === 'function' ? `${key}$(args, params)` : `${key}$`};`)
    .join('\n');
  return `${declarations}
  return (args, params) => {
    ${values}
    const context = args.context;
    ${checkSource('context', contextKeys, `{ ${updateKeys.map((key) => `${key}: ${key}$$`).join(', ')} }`)}
    return ${literalSource(contextKeys, updateKeys, (key) => `${key}$$`)};
  };`;
}

function checkSource(name: 'context' | 'update', keys: readonly string[], update: string): string {
  return `{
      let at = 0;
      for (const key in ${name}) {
        if (key !== ${name}Keys[at++]) return merge(context, ${update});
      }
      if (at !== ${keys.length}) return merge(context, ${update});
    }`;
}

function literalSource(
  contextKeys: readonly string[],
  updateKeys: readonly string[],
  updated: (key: string) => string,
): string {
  const keys = [...new Set([...contextKeys, ...updateKeys])];
  const properties = keys.map((key) => `${key}: ${updateKeys.includes(key) ? updated(key) : `context.${key}`}`);
  return `{ ${properties.join(', ')} }`;
}

/** The keys to copy, or undefined where a literal could not do it. */
function keysOf(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null || Object.getOwnPropertySymbols(value).length > 0) {
    return undefined;
  }
  const keys = Object.keys(value);
  return keys.length <= maxKeys && keys.every((key) => identifier.test(key) && key !== '__proto__') ? keys : undefined;
}

const identifier = /^[A-Za-z_][A-Za-z_0-9]*$/;
/** Literals with many more properties are slow again. */
const maxKeys = 64;
