import type { AssignedKeys } from './assigner.js';
import type { Op } from './ops.js';

/**
 * The source of one `assign` as a literal of the keys that it has met: engines copy an object so some five times faster than in
 * any generic way. Others are told at once and left to the {@link Assigner}.
 *
 * The keys are looked up each time, when all functions have been called: they may have put one in. (One that is a symbol is not
 * seen; where there was one when the keys were taken down, no literal is made.)
 *
 * @param name what the names of this step end with: `op…`, and `args…` for the arguments that it makes
 */
export function assignSource(op: Op, name: string, args: string, params: string): string {
  const keys = op.assigner?.keys;
  if (op.assigner === undefined || keys === undefined) {
    // A branch that is seldom taken learns its keys when the others have long become a function.
    return `const args${name} = new ActionArgs(op${name}.assigner.run(${args}, ${params}), event);
    if (op${name}.assigner.keys !== undefined) reaction.cool();`;
  }
  const { assignment } = op.assigner;
  const isFunction = typeof assignment === 'function';
  const value = (key: string) => `${key}$${name}`;
  const update = isFunction
    ? `const update${name} = assignment${name}(${args}, ${params});`
    : `const params${name} = ${params};
      ${keys.update.map((key) => `const ${value(key)} = ${valueSource(assignment, key, name, args)};`).join('\n')}`;
  const merged = isFunction ? `update${name}` : `{ ${keys.update.map((key) => `${key}: ${value(key)}`).join(', ')} }`;
  const all = [...new Set([...keys.context, ...keys.update])];
  // Like `Object.assign`, which reads every property of the one and then of the other: some may be getters.
  const reads = [
    ...keys.context.map((key) => `const ${key}$before${name} = before${name}.${key};`),
    ...(isFunction ? keys.update.map((key) => `const ${value(key)} = update${name}.${key};`) : []),
  ].join(' ');
  const properties = all.map((key) => `${key}: ${keys.update.includes(key) ? value(key) : `${key}$before${name}`}`);
  const inUpdate = isFunction ? ` && hasKeys(update${name}, keys${name}.update)` : '';
  return `${update}
    let at${name} = 0;
    const before${name} = ${args}.context;
    for (const key in before${name}) {
      if (key !== expected${name}[at${name}++] || !hasOwn.call(before${name}, key)) {
        at${name} = -1;
        break;
      }
    }
    let context${name};
    if (at${name} === ${keys.context.length}${inUpdate}) {
      ${reads}
      context${name} = { ${properties.join(', ')} };
    } else {
      context${name} = op${name}.assigner.merge(before${name}, ${merged});
      if (op${name}.assigner.keys !== keys${name}) reaction.cool();
    }
    const args${name} = new ActionArgs(context${name}, event);`;
}

/** What the source needs to have at hand. */
export function assignDeclarations({ assigner }: Op, name: string): string {
  if (assigner?.keys === undefined) {
    return '';
  }
  const { assignment, keys } = assigner;
  const properties =
    typeof assignment === 'function'
      ? []
      : keys.update.map((key) => `, ${key}$of${name} = op${name}.assigner.assignment.${key}`);
  return `const assignment${name} = op${name}.assigner.assignment, keys${name} = op${name}.assigner.keys, expected${name} = keys${name}.context${properties.join('')};`;
}

function valueSource(assignment: object, key: string, name: string, args: string): string {
  const isFunction = typeof (assignment as Record<string, unknown>)[key] === 'function';
  return isFunction ? `${key}$of${name}(${args}, params${name})` : `${key}$of${name}`;
}

/**
 * Whether an object has just these keys of its own, in this order, and inherits none that could be taken for one. Engines
 * know within such a loop that a key is the object's own, and then ask nothing.
 */
export function hasKeys(object: unknown, keys: AssignedKeys['context']): boolean {
  let at = 0;
  for (const key in object as object) {
    if (key !== keys[at++] || !hasOwn.call(object, key)) return false;
  }
  return at === keys.length;
}

/** `Object.prototype.hasOwnProperty`, whatever properties an object has by that name. */
export const { hasOwnProperty: hasOwn } = Object.prototype;
