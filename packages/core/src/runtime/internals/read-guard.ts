import type { AnyStateMachine, StateValue } from 'xstate';
import { ActionArgs } from '../action-args.js';
import type { Expression, GuardModel, StateModel, Test } from '../model.js';
import { own } from '../properties.js';
import { answered } from '../returned.js';
import { guardKind } from './guard-kind.js';
import { refuse, unimplemented } from './refuse.js';
import { stateInTest } from './state-in.js';

/** A guard as XState's `and`, `or`, `not` and `stateIn` make it. */
interface BuiltinGuard {
  readonly guards: readonly unknown[];
  readonly stateValue: StateValue;
}

/** What reading a guard or an action takes. */
export interface Source {
  readonly machine: AnyStateMachine;
  /** Complete only when the whole machine is read. */
  readonly states: readonly StateModel[];
}

/** Reads a guard of the state at `path`. */
export function readGuard(source: Source, guard: unknown, path: string): GuardModel {
  return read(source, guard, path, []);
}

function read(source: Source, guard: unknown, path: string, through: readonly string[]): GuardModel {
  if (typeof guard === 'function') {
    return resolve(source, guard, path, inlineName(guard), undefined, undefined, through);
  }
  if (typeof guard === 'string' && guard !== '') {
    return named(source, guard, path, undefined, through);
  }
  if (typeof guard === 'object' && guard !== null && typeof (guard as { type?: unknown }).type === 'string') {
    const { type, params } = guard as { type: string; params?: unknown };
    return named(source, type, path, 'params' in guard ? { params } : undefined, through);
  }
  return refuse(path, `a guard that is ${String(guard)}`, 'Give a function, a name, or an object with a `type`.');
}

function named(
  source: Source,
  name: string,
  path: string,
  params: { readonly params: unknown } | undefined,
  through: readonly string[],
): GuardModel {
  if (through.includes(name)) {
    refuse(path, `the guard '${name}', which is defined by itself`, 'Break the circle.');
  }
  const implementation = own(source.machine.implementations.guards, name);
  if (implementation === undefined) {
    unimplemented(source.machine, path, 'guards', name);
  }
  return resolve(source, implementation, path, name, name, params, [...through, name]);
}

function resolve(
  source: Source,
  implementation: unknown,
  path: string,
  name: string,
  type: string | undefined,
  params: { readonly params: unknown } | undefined,
  through: readonly string[],
): GuardModel {
  if (typeof implementation !== 'function') {
    // One guard that stands for another: XState asks that one with its own params.
    return { ...read(source, implementation, path, through), name, type };
  }
  const evaluate = params?.params;
  const paramsOf = (context: unknown, event: ActionArgs['event']): unknown =>
    typeof evaluate === 'function' ? evaluate(new ActionArgs(context, event)) : evaluate;
  if (!('check' in implementation)) {
    const call = implementation as Expression;
    const test: Test = (context, event) => {
      const given = paramsOf(context, event);
      return answered(call(new ActionArgs(context, event), given));
    };
    return { name, type, test, plain: params === undefined ? call : undefined, given: [implementation] };
  }
  const combined = combine(source, implementation as unknown as BuiltinGuard, path, through);
  // A combined guard has no use for params, but XState works them out.
  const test: Test = (context, event, at) => {
    paramsOf(context, event);
    return combined.test(context, event, at);
  };
  return { name: type ?? combined.name, type, test, plain: undefined, given: combined.given };
}

function combine(
  source: Source,
  guard: BuiltinGuard,
  path: string,
  through: readonly string[],
): Pick<GuardModel, 'name' | 'test' | 'given'> {
  const kind = guardKind(guard);
  if (kind === 'stateIn') {
    const { stateValue } = guard;
    const isIn = stateInTest(source.machine, stateValue, source.states, path);
    const shown = typeof stateValue === 'string' ? stateValue : JSON.stringify(stateValue);
    return { name: `stateIn(${shown})`, test: (_context, _event, at) => isIn(at), given: [] };
  }
  if (kind === undefined) {
    refuse(path, 'a guard of an unknown kind', 'Use functions and `and`, `or`, `not`, `stateIn`.');
  }
  const parts = guard.guards.map((part) => read(source, part, path, through));
  const tests = parts.map((part) => part.test);
  const names = parts.map((part) => part.name).join(', ');
  const given = parts.flatMap((part) => part.given);
  if (kind === 'and') {
    const test: Test = (context, event, at) => tests.every((one) => one(context, event, at));
    return { name: `and(${names})`, test, given };
  }
  if (kind === 'or') {
    const test: Test = (context, event, at) => tests.some((one) => one(context, event, at));
    return { name: `or(${names})`, test, given };
  }
  const [test] = tests as [Test];
  return { name: `not(${names})`, test: (context, event, at) => !test(context, event, at), given };
}

/** JavaScript names a function after the property it is written in: `guard: () => …` is unnamed all the same. */
function inlineName(guard: { readonly name: string }): string {
  return guard.name === '' || guard.name === 'guard' ? 'inline' : guard.name;
}
