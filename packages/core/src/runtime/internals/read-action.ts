import type { ActionModel, Assignment, DelayModel, EventModel, Expression, ParamsModel, Slot } from '../model.js';
import { hasGetters, own } from '../properties.js';
import { collector, type EnqueueFunction } from './enqueue.js';
import type { Source } from './read-guard.js';
import { readTarget } from './read-target.js';
import { refuse, unimplemented } from './refuse.js';

/** An action as XState's creators (`assign`, `emit`, …) make it: a function that carries what it was given. */
interface BuiltinAction {
  readonly type: string;
  readonly assignment?: Assignment;
  readonly event?: unknown;
  readonly id?: string;
  readonly delay?: unknown;
  readonly to?: unknown;
  readonly sendId?: string | Expression<string>;
  readonly collect?: EnqueueFunction;
  readonly value?: unknown;
  readonly label?: string;
}

/** What reading an action takes. */
export interface ActionSource extends Source {
  /** Gives the slot for a timer id; the same id has the same slot in one machine. */
  readonly slotOf: (id: string | undefined) => Slot;
}

/** Reads one action of the state at `path`: inline, by name, or by name with params. */
export function readAction(source: ActionSource, action: unknown, path: string): ActionModel {
  if (typeof action === 'function') {
    return readImplementation(source, action.name || '(anonymous)', action, noParams, path);
  }
  const type = typeof action === 'string' ? action : (action as { type?: unknown } | null)?.type;
  if (typeof type !== 'string') {
    refuse(path, `an action that is ${String(action)}`, 'Give a function, a name, or an object with a `type`.');
  }
  const implementation = own(source.machine.implementations.actions, type);
  if (typeof implementation !== 'function') {
    unimplemented(source.machine, path, 'actions', type);
  }
  return readImplementation(source, type, implementation, readParams(action), path);
}

const noParams: ParamsModel = { evaluate: undefined, value: undefined };

function readParams(action: unknown): ParamsModel {
  if (typeof action !== 'object' || action === null || !('params' in action)) {
    return noParams;
  }
  const { params } = action;
  return typeof params === 'function'
    ? { evaluate: params as (args: unknown) => unknown, value: undefined }
    : { evaluate: undefined, value: params };
}

function readImplementation(
  source: ActionSource,
  name: string,
  implementation: object,
  params: ParamsModel,
  path: string,
): ActionModel {
  if (!('resolve' in implementation)) {
    return { ...params, kind: 'call', name, call: implementation as Expression };
  }
  const builtin = implementation as unknown as BuiltinAction;
  switch (builtin.type) {
    case 'xstate.assign':
      return { ...params, kind: 'assign', assignment: readAssignment(builtin.assignment, path) };
    case 'xstate.emit':
      return { ...params, kind: 'emit', event: builtin.event as EventModel };
    case 'xstate.raise':
      return {
        ...params,
        kind: 'raise',
        event: readSent('raise', builtin.event, path),
        delay: readDelay(source, builtin.delay, path),
        slot: source.slotOf(builtin.id),
      };
    case 'xstate.sendTo':
      return {
        ...params,
        kind: 'send',
        checkTarget: readTarget(builtin.to, path),
        event: readSent('sendTo', builtin.event, path),
        delay: readDelay(source, builtin.delay, path),
        slot: source.slotOf(builtin.id),
      };
    case 'xstate.cancel':
      return { ...params, kind: 'cancel', id: builtin.sendId as string | Expression<string> };
    case 'xstate.enqueueActions':
      return {
        ...params,
        kind: 'enqueue',
        written: builtin.collect as EnqueueFunction,
        collect: collector(source, builtin.collect as EnqueueFunction, path, (action) =>
          readAction(source, action, path),
        ),
      };
    case 'xstate.log':
      return { ...params, kind: 'log', logged: builtin.value, label: builtin.label };
    default: {
      const [feature, advice] = refusals[builtin.type] ?? [`the action \`${builtin.type}\``, 'Use a plain function.'];
      return refuse(path, feature, advice);
    }
  }
}

const refusals: Readonly<Record<string, readonly [feature: string, advice: string]>> = {
  'xstate.spawnChild': ['`spawnChild`', 'A half has no child actors: keep them beside the connection.'],
  'xstate.stopChild': ['`stopChild`', 'A half has no child actors: keep them beside the connection.'],
};

function readAssignment(assignment: unknown, path: string): Assignment {
  if (typeof assignment !== 'function' && (typeof assignment !== 'object' || assignment === null)) {
    refuse(path, 'an `assign` without an assignment', 'Give it a function or an object of properties.');
  }
  if (Object.hasOwn(assignment, '__proto__')) {
    refuse(path, 'an `assign` to `__proto__`', 'Name the property differently.');
  }
  const fixed = typeof assignment === 'object' && !hasGetters(assignment);
  return (fixed ? { ...assignment } : assignment) as Assignment;
}

function readSent(action: 'raise' | 'sendTo', event: unknown, path: string): EventModel {
  if (typeof event !== 'function' && (typeof event !== 'object' || event === null)) {
    refuse(
      path,
      `\`${action}\` of something that is not an event object`,
      `Write \`${action}(${action === 'raise' ? '' : '({ self }) => self, '}{ type: … })\`.`,
    );
  }
  return event as EventModel;
}

function readDelay({ machine }: ActionSource, delay: unknown, path: string): DelayModel | undefined {
  if (typeof delay === 'string') {
    const implementation = own(machine.implementations.delays, delay);
    if (implementation === undefined) {
      unimplemented(machine, path, 'delays', delay);
    }
    return checkDelay(implementation, path);
  }
  return delay === undefined ? undefined : checkDelay(delay, path);
}

function checkDelay(delay: unknown, path: string): DelayModel {
  if (typeof delay !== 'number' && typeof delay !== 'function') {
    refuse(path, `a delay that is ${String(delay)}`, 'Give a number of milliseconds or a function that returns one.');
  }
  return delay as DelayModel;
}
