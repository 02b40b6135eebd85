/** Reads an XState 5 machine into a {@link MachineModel} and refuses what stands outside of the subset (docs/architecture.md). */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Need } from '../../needs/need.js';
import type {
  ActionModel,
  ContextModel,
  MachineModel,
  OutputModel,
  StateModel,
  StateType,
  TransitionModel,
} from '../model.js';
import { chainOf } from '../route.js';
import { anonymous } from '../timers.js';
import { checkCombinations, checkNeeds, checkTargets } from './check-regions.js';
import { checkState } from './check-state.js';
import { inDocumentOrder } from './nodes.js';
import { type ActionSource, readAction } from './read-action.js';
import { readGuard } from './read-guard.js';
import { readHistory } from './read-history.js';
import { refuse } from './refuse.js';
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
  const nodes = inDocumentOrder(machine.root);
  // Checks come first, so that a refusal names the outermost state.
  const ids = new Set<string>();
  for (const node of nodes) {
    checkState(node, ids);
  }
  const reading: Reading = {
    machine,
    states: [],
    transitions: [],
    edgeOf: new Map(),
    slotOf: (id) => slotOf(timerSlots, id),
  };
  for (const node of nodes) {
    reading.states.push(readState(reading, node));
  }
  const { states, transitions, edgeOf } = reading;
  checkCombinations(states);
  checkNeeds(states);
  for (const transition of transitions) {
    checkTargets(states, transition);
  }
  // From here on an id that nobody has named is made up at run time, and stands for itself.
  reading.slotOf = (id) => (id === undefined ? anonymous : (timerSlots.get(`${id}`) ?? `${id}`));
  return {
    machine,
    states,
    transitions,
    edgeOf,
    context: readContext(machine),
    output: readOutput(machine.root.output, ''),
    maxMicrosteps: maxMicrostepsOf(machine),
    timerSlots,
    ordered: states.some(
      ({ index, always }) =>
        always.length > 0 &&
        chainOf(states, index)
          .slice(1)
          .some((around) => states[around]?.type === 'parallel'),
    ),
  };
}

interface Reading extends ActionSource {
  readonly states: StateModel[];
  readonly transitions: TransitionModel[];
  readonly edgeOf: Map<object, number>;
  slotOf: ActionSource['slotOf'];
}

function slotOf(known: Map<string, number>, id: string | undefined): number {
  if (id === undefined) {
    return anonymous;
  }
  // XState makes a string of it, whatever it is.
  const name = `${id}`;
  const slot = known.get(name) ?? known.size;
  known.set(name, slot);
  return slot;
}

function maxMicrostepsOf(machine: AnyStateMachine): number {
  const { maxIterations } = machine.options as { maxIterations?: number };
  const limited = typeof maxIterations === 'number' && maxIterations < Number.POSITIVE_INFINITY;
  return limited ? maxIterations : defaultMaxMicrosteps;
}

function readState(reading: Reading, node: AnyStateNode): StateModel {
  const path = node.path.join('.');
  const actions = (list: readonly unknown[]): ActionModel[] => list.map((action) => readAction(reading, action, path));
  const initial = node.type === 'compound' || node.type === 'parallel' ? node.initial : undefined;
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
    type: node.type as StateType,
    parent: node.parent === undefined ? -1 : node.parent.order,
    children: Object.values(node.states).map((child) => child.order),
    initial: (node.type === 'compound' ? initial?.target[0]?.order : undefined) ?? -1,
    initialActions: actions(initial?.actions ?? []),
    entry: actions(node.entry),
    exit: actions(node.exit),
    on,
    always: (node.always ?? []).map((transition) => readTransition(reading, transition, '', path)),
    output: readOutput(node.parent === undefined ? undefined : node.output, path),
    need: (node.meta as { need?: Need } | undefined)?.need,
    history: node.type === 'history' ? readHistory(node) : undefined,
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
  const transition: TransitionModel = {
    edge: reading.transitions.length,
    source: definition.source.order,
    event,
    targets: (definition.target ?? []).map((target) => target.order),
    reenter: definition.reenter,
    guard: definition.guard === undefined ? undefined : readGuard(reading, definition.guard, path),
    actions: definition.actions.map((action) => readAction(reading, action, path)),
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
