/** The functions that an author gave to a state, with the words for them. */
import type { ActionModel, ContextModel, OutputModel, StateModel } from '../runtime/model.js';
import type { DefinedHalf } from './half.js';

export interface Given {
  /** As a message names it: ``its guard 'isLast'``. */
  readonly what: string;
  readonly given: unknown;
  readonly asked: 'guard' | 'action' | 'value';
}

export function functionsOf(half: DefinedHalf, state: StateModel): readonly Given[] {
  const { model } = half;
  const transitions = model.transitions.filter(({ source }) => source === state.index);
  const guards = transitions.flatMap(({ guard }) =>
    (guard?.given ?? []).map((given): Given => ({ what: `its guard '${guard?.name}'`, given, asked: 'guard' })),
  );
  const actions = actionsOf(half, state).flatMap(ofAction);
  const ofRoot = state.index === 0 ? [model.context, model.output].flatMap(ofMachine) : [];
  return [...guards, ...actions, ...value('its `output`', evaluated(state.output)), ...ofRoot];
}

/** All actions that stand in a state: on the way in and out, and those of its transitions. */
export function actionsOf({ model }: DefinedHalf, state: StateModel): readonly ActionModel[] {
  const transitions = model.transitions.filter(({ source }) => source === state.index);
  return [...state.entry, ...state.exit, ...state.initialActions, ...transitions.flatMap(({ actions }) => actions)];
}

function ofAction(action: ActionModel): readonly Given[] {
  return [...ofKind(action), ...value('the `params` of an action', action.evaluate)];
}

function ofKind(action: ActionModel): readonly Given[] {
  switch (action.kind) {
    case 'call':
      return [
        {
          what: INLINE.includes(action.name) ? 'one of its actions' : `its action '${action.name}'`,
          given: action.call,
          asked: 'action',
        },
      ];
    case 'assign': {
      const { assignment } = action;
      if (typeof assignment === 'function') return value('the function of its `assign`', assignment);
      return Object.entries(assignment).flatMap(([key, given]) =>
        value(`what its \`assign\` makes of '${key}'`, given),
      );
    }
    case 'emit':
      return value('the function of its `emit`', action.event);
    case 'raise':
    case 'send':
      return [
        ...value(`the function of its \`${action.kind === 'raise' ? 'raise' : 'sendTo'}\``, action.event),
        ...value('a delay of it', action.delay),
      ];
    case 'cancel':
      return value('the function of its `cancel`', action.id);
    case 'enqueue':
      return value('the function of its `enqueueActions`', action.written);
    case 'log':
      return value('the function of its `log`', action.logged);
  }
}

function ofMachine(part: ContextModel | OutputModel | undefined): readonly Given[] {
  if (part === undefined || part.kind === 'value') return [];
  return part.kind === 'factory' ? value('its `context`', part.create) : value('its `output`', part.evaluate);
}

function evaluated(output: OutputModel | undefined): unknown {
  return output?.kind === 'expression' ? output.evaluate : undefined;
}

function value(what: string, given: unknown): readonly Given[] {
  return typeof given === 'function' ? [{ what, given, asked: 'value' }] : [];
}

/** JavaScript names a function after the property that it is written in. */
const INLINE = ['(anonymous)', 'actions', 'entry', 'exit'];
