import type { AnyStateMachine } from 'xstate';
import { shown } from '../../errors/check-arguments.js';
import { orNearest } from '../../errors/nearest.js';

/**
 * Refuses a machine: the feature stands outside of the subset that both runtimes run.
 *
 * @param path The state's path; `''` for the root.
 * @param feature What the machine uses, as its author would call it.
 * @param advice What to do instead, as a full sentence.
 * @throws {TypeError} Always.
 */
export function refuse(path: string, feature: string, advice: string): never {
  throw new TypeError(
    `${path === '' ? 'The root state' : `State '${path}'`} uses ${feature}, which a half cannot run. ${advice}`,
  );
}

/**
 * Refuses a machine for a mistake: it could not run anywhere.
 *
 * @param path The state's path; `''` for the root.
 * @param wrong What is wrong with the state, a predicate.
 * @param advice What to write instead, a sentence without its full stop.
 * @throws {TypeError} Always.
 */
export function reject(path: string, wrong: string, advice: string): never {
  throw new TypeError(`${path === '' ? 'The root state' : `State '${path}'`} ${wrong}. ${advice}.`);
}

/** Refuses a name that stands for nothing: `kind` is `actions`, `guards` or `delays`. */
export function unimplemented(
  machine: AnyStateMachine,
  path: string,
  kind: 'actions' | 'guards' | 'delays',
  name: string,
): never {
  const { [name]: given, ...others } = machine.implementations[kind] as Readonly<Record<string, unknown>>;
  const known = Object.keys(others);
  if (given !== undefined && Object.hasOwn(machine.implementations[kind], name)) {
    reject(path, `names the ${kind.slice(0, -1)} '${name}', which is ${shown(given)}`, 'Give a function');
  }
  reject(
    path,
    `names the ${kind.slice(0, -1)} '${name}', which is not implemented`,
    orNearest(name, known, `Implement it in \`setup({ ${kind} })\``),
  );
}
