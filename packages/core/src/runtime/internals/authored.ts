/** What an author wrote of a machine that says nothing to a run: only the checks of a definition look at it. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';

export interface AuthoredState {
  /** Dotted; the root's is `''`. */
  readonly path: string;
  /** The names of all that the state's configuration has. */
  readonly keys: readonly string[];
  readonly meta: unknown;
  readonly transitions: readonly AuthoredTransition[];
}

export interface AuthoredTransition {
  /** As declared; `''` for `always`. */
  readonly event: string;
  readonly keys: readonly string[];
  readonly meta: unknown;
}

/** In document order, as the states of the machine's model are. */
export function authoredStates(machine: AnyStateMachine): readonly AuthoredState[] {
  return statesFrom(machine.root);
}

function statesFrom(node: AnyStateNode): AuthoredState[] {
  const transitions = [...node.transitions, ['', node.always ?? []] as const];
  const state: AuthoredState = {
    path: node.path.join('.'),
    keys: Object.keys(node.config),
    meta: node.config.meta,
    transitions: transitions.flatMap(([event, list]) =>
      list.map((transition) => ({
        event,
        keys: Object.keys(transition),
        meta: (transition as { readonly meta?: unknown }).meta,
      })),
    ),
  };
  return [state, ...Object.values(node.states).flatMap(statesFrom)];
}

/** What XState takes in the configuration of a state; the root's is the machine's. */
export const stateKeys: readonly string[] = [
  'after',
  'always',
  'context',
  'delimiter',
  'description',
  'entry',
  'exit',
  'history',
  'id',
  'initial',
  'invoke',
  'key',
  'meta',
  'on',
  'onDone',
  'onError',
  'order',
  'output',
  'parent',
  'route',
  'schemas',
  'states',
  'tags',
  'target',
  'type',
  'types',
  'version',
];

/** What stands in a transition: as the author may write it, and as XState completes it. */
export const transitionKeys: readonly string[] = [
  'actions',
  'delay',
  'description',
  'eventType',
  'guard',
  'meta',
  'reenter',
  'source',
  'target',
  'toJSON',
];
