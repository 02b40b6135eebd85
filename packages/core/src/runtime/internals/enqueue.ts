import { assign, cancel, emit, raise, sendParent, sendTo, spawnChild, stopChild } from 'xstate';
import type { ActionModel, Collect } from '../model.js';
import { own } from '../properties.js';
import { readGuard, type Source } from './read-guard.js';
import { unavailable } from './unavailable.js';

/** The function that an author gives to `enqueueActions`. */
export type EnqueueFunction = (args: object, params: unknown) => void;

/**
 * Calls the function of an `enqueueActions` and reads the actions that it asks for: at run time, since they may be others each
 * time. One that is outside of the subset is an error of the machine then.
 */
export function collector(
  source: Source,
  collect: EnqueueFunction,
  path: string,
  read: (action: unknown) => ActionModel,
): Collect {
  return (context, event, at, params) => {
    const actions: unknown[] = [];
    const check = (guard: unknown): unknown => readGuard(source, guard, path).test(context, event, at);
    collect({ context, event, enqueue: enqueueInto(actions), check, self: unavailable, system: unavailable }, params);
    return actions.filter((action) => isImplemented(source, action)).map(read);
  };
}

function enqueueInto(actions: unknown[]): object {
  const through =
    <Given extends readonly unknown[]>(create: (...given: Given) => unknown) =>
    (...given: Given): void => {
      actions.push(create(...given));
    };
  return Object.assign(
    through((action: unknown) => action),
    {
      assign: through(assign as Creator),
      cancel: through(cancel as Creator),
      emit: through(emit as Creator),
      raise: through(raise as Creator),
      sendTo: through(sendTo as Creator),
      sendParent: through(sendParent as Creator),
      spawnChild: through(spawnChild as Creator),
      stopChild: through(stopChild as Creator),
    },
  );
}

type Creator = (...given: readonly unknown[]) => unknown;

/** XState passes over a name that nobody has implemented. */
function isImplemented({ machine }: Source, action: unknown): boolean {
  const type = typeof action === 'string' ? action : (action as { type?: unknown } | null)?.type;
  return (
    typeof action === 'function' || typeof type !== 'string' || own(machine.implementations.actions, type) !== undefined
  );
}
