/**
 * A machine as XState's interpreter gets it: a copy whose guards are asked as the compiled runtime asks them. (What plain actions give
 * back, the actor's scope sees.)
 */
import type { AnyStateMachine } from 'xstate';
import { answered } from '../returned.js';
import { inDocumentOrder, transitionsOf } from './nodes.js';

export interface AskedMachine {
  readonly machine: AnyStateMachine;
  /** The edge index of the object that the interpreter knows a transition by. */
  readonly edgeOf: ReadonlyMap<object, number>;
}

export function askedMachine(original: AnyStateMachine): AskedMachine {
  const { guards, actions } = original.implementations;
  const machine = original.provide({
    guards: mapValues(guards as object, guardOf),
    actions: mapValues(actions as object, actionOf),
  } as never);
  const edgeOf = new Map<object, number>();
  for (const node of inDocumentOrder(machine.root)) {
    replaceActions(node, 'entry');
    replaceActions(node, 'exit');
    if (node.type === 'compound' || node.type === 'parallel') replaceActions(node.initial, 'actions');
    for (const transition of transitionsOf(node)) {
      replaceActions(transition, 'actions');
      if (transition.guard !== undefined) transition.guard = guardOf(transition.guard);
      edgeOf.set(transition, edgeOf.size);
    }
  }
  return { machine, edgeOf };
}

function replaceActions<Key extends string>(owner: { [key in Key]: readonly unknown[] }, key: Key): void {
  owner[key] = owner[key].map(actionOf);
}

/** Names stand for what is implemented under them. */
function guardOf(guard: unknown): unknown {
  if (typeof guard !== 'function') return guard;
  if (!('check' in guard)) return (...given: unknown[]) => answered(guard(...given));
  const { guards } = guard as { readonly guards?: readonly unknown[] };
  return guards === undefined ? guard : Object.assign(() => false, guard, { guards: guards.map(guardOf) });
}

interface Enqueueing {
  readonly enqueue: (action: unknown) => void;
  readonly check: (guard: unknown) => unknown;
}

function actionOf(action: unknown): unknown {
  if (typeof action !== 'function' || !('collect' in action)) return action;
  const collect = action.collect as (args: Enqueueing, params: unknown) => void;
  return Object.assign(() => undefined, action, {
    collect: ({ enqueue, check, ...args }: Enqueueing, params: unknown) =>
      collect(
        {
          ...args,
          enqueue: Object.assign((next: unknown) => enqueue(actionOf(next)), enqueue),
          check: (guard) => check(guardOf(guard)),
        },
        params,
      ),
  });
}

function mapValues(values: object, map: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
