/**
 * Reads an XState 5 machine into a {@link MachineModel} and refuses what stands outside of the subset.
 *
 * The subset: nested states; guards with `and`, `or`, `not` and params; `assign`, `emit`, `raise` and `cancel` (delayed ones
 * too); plain actions; entry and exit; `always`; `after`; final states with output and `onDone`; wildcards; re-entry.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { orNearest } from '../../errors/nearest.js';
import type { Need } from '../../needs/need.js';
import type { ActionModel, ContextModel, MachineModel, OutputModel, StateModel, TransitionModel } from '../model.js';
import { anonymous } from '../timers.js';
import { isReserved } from './event-types.js';
import { readAction, type SlotOf } from './read-action.js';
import { readGuard } from './read-guard.js';
import { refuse, reject } from './refuse.js';
import { checkMachine } from './supported.js';

/**
 * A chain of raised events and `always` transitions longer than this is taken for an endless loop, unless the machine sets
 * its own `options.maxIterations`. Real protocols take a handful.
 */
const defaultMaxMicrosteps = 1000;

/** @throws {TypeError} for a machine outside of the subset, naming the state's path, the feature and what to do instead. */
export function readMachine(machine: AnyStateMachine): MachineModel {
  checkMachine(machine);
  const timerSlots = new Map<string, number>();
  const reading: Reading = {
    machine,
    states: [],
    transitions: [],
    edgeOf: new Map(),
    slotOf: slots(timerSlots),
  };
  // Every index must be known before targets are read; checks come first, so that a refusal names the outermost state.
  const nodes = inDocumentOrder(machine.root);
  const ids = new Set<string>();
  for (const node of nodes) {
    checkState(node, ids);
  }
  for (const node of nodes) {
    reading.states.push(readState(reading, node));
  }
  const maxIterations = (machine.options as { maxIterations?: number }).maxIterations ?? Number.POSITIVE_INFINITY;
  return {
    machine,
    states: reading.states,
    transitions: reading.transitions,
    edgeOf: reading.edgeOf,
    context: readContext(machine),
    output: readOutput(machine.root.output, ''),
    maxMicrosteps: maxIterations === Number.POSITIVE_INFINITY ? defaultMaxMicrosteps : maxIterations,
    timerSlots,
  };
}

interface Reading {
  readonly machine: AnyStateMachine;
  readonly states: StateModel[];
  readonly transitions: TransitionModel[];
  readonly edgeOf: Map<object, number>;
  readonly slotOf: SlotOf;
}

function slots(known: Map<string, number>): SlotOf {
  return (id) => {
    if (id === undefined) {
      return anonymous;
    }
    const slot = known.get(id) ?? known.size;
    known.set(id, slot);
    return slot;
  };
}

function inDocumentOrder(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(inDocumentOrder)];
}

function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

function checkState(node: AnyStateNode, ids: Set<string>): void {
  const path = pathOf(node);
  const { config } = node;
  if (ids.has(node.id)) {
    refuse(path, `the id '${node.id}', which another state has too`, 'Give every state its own id.');
  }
  ids.add(node.id);
  if (node.key.includes('.') && node.parent !== undefined) {
    refuse(path, 'a dot in its name', 'Use a dash: dots separate the names in a path.');
  }
  if (node.type === 'parallel') {
    refuse(path, 'parallel states', 'Give each region its own half, or fold the regions into one state.');
  }
  if (node.type === 'history') {
    refuse(path, 'a history state', 'Target the state itself, or keep what to return to in context.');
  }
  if (node.type !== 'compound' && Object.keys(node.states).length > 0) {
    refuse(path, `children in a state of type '${node.type}'`, 'Leave out `type`, or take the children out.');
  }
  if (node.invoke.length > 0) {
    refuse(path, '`invoke`', 'Start the work beside the connection and send the half an event when it is done.');
  }
  if (config.route !== undefined) {
    refuse(path, '`route`', 'Write the transition to it as an ordinary event.');
  }
  if (node.type === 'compound') {
    checkInitial(node, path);
  }
  for (const event of node.transitions.keys()) {
    if (isReserved(event)) {
      refuse(path, `the event '${event}'`, 'XState gives it a meaning of its own: name the event differently.');
    }
  }
  checkAfter(node, path);
}

function checkInitial(node: AnyStateNode, path: string): void {
  const { initial } = node.config as { readonly initial?: string | { readonly target?: string } };
  const target = typeof initial === 'object' ? initial.target : initial;
  const children = Object.keys(node.states);
  if (target === undefined) {
    reject(path, 'has children and no `initial` state', `Write \`initial: '${children[0]}'\``);
  }
  // XState takes ids too, and finds them by itself.
  if (!children.includes(target) && !/^[.#]/.test(target)) {
    reject(
      path,
      `begins with the state '${target}', which it does not have`,
      orNearest(target, children, `It has: ${children.join(', ')}`),
    );
  }
}

/** Two spellings of one number share XState's timer id, and the first timer would outlive its state. */
function checkAfter(node: AnyStateNode, path: string): void {
  const seen = new Set<string | number>();
  for (const delay of Object.keys((node.config.after as object | undefined) ?? {})) {
    const resolved = Number.isNaN(+delay) ? delay : +delay;
    if (seen.has(resolved)) {
      refuse(path, `the delay ${resolved} twice in \`after\``, 'Write its transitions as one list.');
    }
    seen.add(resolved);
  }
}

function readState(reading: Reading, node: AnyStateNode): StateModel {
  const path = pathOf(node);
  const actions = (list: readonly unknown[]): ActionModel[] =>
    list.map((action) => readAction(reading.machine, action, path, reading.slotOf));
  const initial = node.type === 'compound' ? node.initial : undefined;
  const on = new Map<string, TransitionModel[]>();
  for (const [event, transitions] of node.transitions) {
    on.set(
      event,
      transitions.map((transition) => readTransition(reading, transition, event, path)),
    );
  }
  return {
    index: node.order,
    path,
    id: node.id,
    key: node.key,
    type: node.type as StateModel['type'],
    parent: node.parent === undefined ? -1 : node.parent.order,
    initial: initial?.target[0]?.order ?? -1,
    initialActions: actions(initial?.actions ?? []),
    entry: actions(node.entry),
    exit: actions(node.exit),
    on,
    always: (node.always ?? []).map((transition) => readTransition(reading, transition, '', path)),
    output: readOutput(node.parent === undefined ? undefined : node.output, path),
    need: (node.meta as { need?: Need } | undefined)?.need,
  };
}

/** What is read of XState's transition definitions. */
interface Definition {
  readonly source: AnyStateNode;
  readonly target?: readonly AnyStateNode[] | undefined;
  readonly reenter: boolean;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

function readTransition(reading: Reading, definition: Definition, event: string, path: string): TransitionModel {
  const targets = definition.target ?? [];
  if (targets.length > 1) {
    refuse(path, 'a transition with several targets', 'Only parallel states have a use for them: give it one.');
  }
  const transition: TransitionModel = {
    edge: reading.transitions.length,
    source: definition.source.order,
    event,
    target: targets[0]?.order ?? -1,
    reenter: definition.reenter,
    guard: definition.guard === undefined ? undefined : readGuard(reading.machine, definition.guard, path),
    actions: definition.actions.map((action) => readAction(reading.machine, action, path, reading.slotOf)),
  };
  reading.transitions.push(transition);
  reading.edgeOf.set(definition, transition.edge);
  return transition;
}

function readContext(machine: AnyStateMachine): ContextModel {
  const { context } = machine.config as { context?: unknown };
  if (typeof context === 'function') {
    return { kind: 'factory', create: context as Extract<ContextModel, { kind: 'factory' }>['create'] };
  }
  return { kind: 'value', value: (context as object | undefined) || {} };
}

function readOutput(output: unknown, path: string): OutputModel | undefined {
  if (output === undefined) {
    return undefined;
  }
  if (typeof output === 'function') {
    return { kind: 'expression', evaluate: output as Extract<OutputModel, { kind: 'expression' }>['evaluate'] };
  }
  if (
    typeof output === 'object' &&
    output !== null &&
    Object.values(output).some((part) => typeof part === 'function')
  ) {
    refuse(path, 'an `output` with functions for its properties', 'Write one function that returns the whole output.');
  }
  return { kind: 'value', value: output };
}
