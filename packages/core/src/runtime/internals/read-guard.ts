import { type AnyStateMachine, and, not, or, stateIn } from 'xstate';
import type { Args, Expression, GuardModel } from '../model.js';
import { own } from '../properties.js';
import { refuse, unimplemented } from './refuse.js';

/** A guard as XState's `and`, `or`, `not` and `stateIn` make it: they differ by their `check`. */
interface BuiltinGuard {
  readonly check: unknown;
  readonly guards: readonly unknown[];
}

const checkOf = (guard: unknown): unknown => (guard as BuiltinGuard).check;
const andCheck = checkOf(and([]));
const orCheck = checkOf(or([]));
const notCheck = checkOf(not(() => true));
const stateInCheck = checkOf(stateIn(''));

/** Reads the guard of a transition of the state at `path`. */
export function readGuard(machine: AnyStateMachine, guard: unknown, path: string): GuardModel {
  return read(machine, guard, path, []);
}

function read(machine: AnyStateMachine, guard: unknown, path: string, through: readonly string[]): GuardModel {
  if (typeof guard === 'function') {
    return resolve(machine, guard, path, inlineName(guard), undefined, undefined, through);
  }
  if (typeof guard === 'string' && guard !== '') {
    return named(machine, guard, path, undefined, through);
  }
  if (typeof guard === 'object' && guard !== null && typeof (guard as { type?: unknown }).type === 'string') {
    const { type, params } = guard as { type: string; params?: unknown };
    return named(machine, type, path, 'params' in guard ? { params } : undefined, through);
  }
  return refuse(path, `a guard that is ${String(guard)}`, 'Give a function, a name, or an object with a `type`.');
}

function named(
  machine: AnyStateMachine,
  name: string,
  path: string,
  params: { readonly params: unknown } | undefined,
  through: readonly string[],
): GuardModel {
  if (through.includes(name)) {
    refuse(path, `the guard '${name}', which is defined by itself`, 'Break the circle.');
  }
  const implementation = own(machine.implementations.guards, name);
  if (implementation === undefined) {
    unimplemented(machine, path, 'guards', name);
  }
  return resolve(machine, implementation, path, name, name, params, [...through, name]);
}

function resolve(
  machine: AnyStateMachine,
  implementation: unknown,
  path: string,
  name: string,
  type: string | undefined,
  params: { readonly params: unknown } | undefined,
  through: readonly string[],
): GuardModel {
  if (typeof implementation !== 'function') {
    // One guard that stands for another: XState asks that one with its own params.
    return { ...read(machine, implementation, path, through), name, type };
  }
  if (!('check' in implementation)) {
    return { name, type, test: plain(implementation as Expression, params) };
  }
  const combined = combine(machine, implementation as unknown as BuiltinGuard, path, through);
  const evaluate = params?.params;
  if (typeof evaluate !== 'function') {
    return { name: type ?? combined.name, type, test: combined.test };
  }
  // A combined guard has no use for params, but XState works them out.
  const test = (args: Args): unknown => {
    evaluate(args);
    return combined.test(args);
  };
  return { name: type ?? combined.name, type, test };
}

function plain(test: Expression, params: { readonly params: unknown } | undefined): (args: Args) => unknown {
  if (params === undefined) {
    return test as (args: Args) => unknown;
  }
  const value = params.params;
  return typeof value === 'function' ? (args) => test(args, value(args)) : (args) => test(args, value);
}

function combine(
  machine: AnyStateMachine,
  guard: BuiltinGuard,
  path: string,
  through: readonly string[],
): Pick<GuardModel, 'name' | 'test'> {
  if (guard.check === stateInCheck) {
    refuse(path, 'the guard `stateIn`', 'Put the transition into the state that it asks for.');
  }
  if (guard.check !== andCheck && guard.check !== orCheck && guard.check !== notCheck) {
    refuse(path, 'a guard of an unknown kind', 'Use functions and `and`, `or`, `not`.');
  }
  const parts = guard.guards.map((part) => read(machine, part, path, through));
  const tests = parts.map((part) => part.test);
  const names = parts.map((part) => part.name).join(', ');
  if (guard.check === andCheck) {
    return { name: `and(${names})`, test: (args) => tests.every((test) => test(args)) };
  }
  if (guard.check === orCheck) {
    return { name: `or(${names})`, test: (args) => tests.some((test) => test(args)) };
  }
  const [test] = tests as [(args: Args) => unknown];
  return { name: `not(${names})`, test: (args) => !test(args) };
}

/** JavaScript names a function after the property it is written in: `guard: () => …` is unnamed all the same. */
function inlineName(guard: { readonly name: string }): string {
  return guard.name === '' || guard.name === 'guard' ? 'inline' : guard.name;
}
