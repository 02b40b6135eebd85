import type { AssignedKeys } from './assigner.js';
import type { Op } from './ops.js';

/**
 * The source of one `assign` as a literal of the keys that it has met: engines copy an object so some five times faster than in
 * any generic way. Others are told at once and left to the {@link Assigner}.
 *
 * A literal is made only of objects that have just these properties, of their own. They are looked up each time, when all
 * functions have been called: these may have put one in. What an object inherits must not be taken for its own, and a remote
 * may choose what that is (`__proto__` in JSON): so both are plain objects, or go the generic way. (A property whose key is a
 * symbol is not seen; where there was one when the keys were taken down, no literal is made.)
 *
 * @param name what the names of this step end with: `op…`, and `context…` for the context that it makes
 */
export function assignSource(op: Op, name: string, context: string, params: string): string {
  const keys = op.assigner?.keys;
  if (op.assigner === undefined || keys === undefined) {
    // A branch that is seldom taken learns its keys when the others have long become a function.
    return `const context${name} = op${name}.assigner.run(${context}, event, ${params});
    if (op${name}.assigner.keys !== undefined) cool();`;
  }
  const { assignment } = op.assigner;
  const isFunction = typeof assignment === 'function';
  const value = (key: string) => `${key}$${name}`;
  const update = isFunction
    ? `const update${name} = assignment${name}(new ActionArgs(${context}, event), ${params});`
    : `const params${name} = ${params}, args${name} = new ActionArgs(${context}, event);
      ${keys.update.map((key) => `const ${value(key)} = ${valueSource(assignment, key, name)};`).join('\n')}`;
  const merged = isFunction ? `update${name}` : `{ ${keys.update.map((key) => `${key}: ${value(key)}`).join(', ')} }`;
  // Like `Object.assign`, which reads every property of the one and then of the other: some may be getters.
  const reads = [
    ...keys.context.map((key) => `const ${key}$before${name} = ${context}.${key};`),
    ...(isFunction ? keys.update.map((key) => `const ${value(key)} = update${name}.${key};`) : []),
  ].join(' ');
  const all = [...new Set([...keys.context, ...keys.update])];
  const properties = all.map((key) => `${key}: ${keys.update.includes(key) ? value(key) : `${key}$before${name}`}`);
  const inUpdate = isFunction
    ? ` && update${name}?.__proto__ === plain && hasKeys(update${name}, keys${name}.update)`
    : '';
  return `${update}
    let at${name} = 0;
    for (const key in ${context}) {
      if (key !== expected${name}[at${name}++]) {
        at${name} = -1;
        break;
      }
    }
    let context${name};
    if (at${name} === ${keys.context.length} && ${context}.__proto__ === plain${inUpdate}) {
      ${reads}
      context${name} = { ${properties.join(', ')} };
    } else {
      context${name} = op${name}.assigner.merge(${context}, ${merged});
      if (op${name}.assigner.keys !== keys${name}) cool();
    }`;
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

function valueSource(assignment: object, key: string, name: string): string {
  const isFunction = typeof (assignment as Record<string, unknown>)[key] === 'function';
  return isFunction ? `${key}$of${name}(args${name}, params${name})` : `${key}$of${name}`;
}

/** Whether an object has just these keys, in this order. */
export function hasKeys(object: unknown, keys: AssignedKeys['context']): boolean {
  let at = 0;
  for (const key in object as object) {
    if (key !== keys[at++]) return false;
  }
  return at === keys.length;
}
