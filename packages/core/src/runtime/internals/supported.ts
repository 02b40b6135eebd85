/** Which machines can be read at all. */
import type { AnyStateMachine } from 'xstate';

/** As the peer dependency of this package says it. */
export const SUPPORTED = 'XState 5 (5.32.6 or later)';

/** @throws TypeError for what is no machine, or one of another XState than ours. */
export function checkMachine(value: unknown): asserts value is AnyStateMachine {
  const machine = Object(value) as Shape;
  if (machine.root?.machine === machine) {
    if (isObject(machine.implementations) && machine.root.transitions instanceof Map) return;
    throw new TypeError(`The machine was made by an XState that cannot be read here. It must be of ${SUPPORTED}.`);
  }
  if (machine.machine === machine && '__xstatenode' in machine) {
    throw new TypeError(`The machine was made by XState 4, which cannot be read here. It must be of ${SUPPORTED}.`);
  }
  throw new TypeError(
    `Not an XState machine${whatElse(machine, value)}. Make one with \`setup({ … }).createMachine({ … })\`.`,
  );
}

interface Shape {
  readonly root?: { readonly machine?: unknown; readonly transitions?: unknown };
  readonly implementations?: unknown;
  readonly machine?: unknown;
  readonly createMachine?: unknown;
  readonly getSnapshot?: unknown;
  readonly states?: unknown;
}

function whatElse(shape: Shape, value: unknown): string {
  if (typeof shape.createMachine === 'function') return ', but what `setup` returns';
  if (typeof shape.getSnapshot === 'function') return ', but an actor';
  if (typeof value === 'function') return ', but a function: call it';
  if (isObject(shape.states)) return ', but the configuration of one';
  return isObject(value) ? '' : `, but ${String(value)}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
