/**
 * Draws a half's machine as a Mermaid state diagram, from the machine object itself: states with what they need, events,
 * guards and time-outs. What stands in a README this way cannot be other than what runs.
 */
import type { AnyStateMachine } from 'xstate';
import { checkProtocol } from '../errors/check-arguments.js';
import type { AnyProtocol } from '../protocol.js';
import { afterPrefix, donePrefix } from '../runtime/internals/event-types.js';
import type { HistoryModel, MachineModel, StateModel, TransitionModel } from '../runtime/model.js';
import { modelOf } from '../runtime/tables.js';

/**
 * The machine as the text of a Mermaid `stateDiagram-v2`, for a code block of the language `mermaid`.
 *
 * Transitions of the machine's root are drawn from a box "any state". A count that depends on the context is written `n`.
 *
 * @throws TypeError for a machine that no half can be, as running it does.
 */
export function mermaidOf(machine: AnyStateMachine): string {
  return diagram(linesOf({ model: modelOf(machine), prefix: '' }));
}

/**
 * A protocol as the same: the machine of its read half, and where it hands over to other protocols a box for each, with
 * arrows named by the states that lead there.
 *
 * @throws TypeError as {@link mermaidOf} does.
 */
export function mermaidOfProtocol(protocol: AnyProtocol): string {
  checkProtocol(protocol);
  if (Object.keys(protocol.next).length === 0) return mermaidOf(protocol.read);
  return diagram(['[*] --> p0', ...boxesOf(protocol, { count: 0 })]);
}

function boxesOf(protocol: AnyProtocol, boxes: { count: number }): string[] {
  const name = `p${boxes.count}`;
  boxes.count += 1;
  const lines = [
    `state "${protocol.name}" as ${name}`,
    `state ${name} {`,
    ...indented(linesOf({ model: modelOf(protocol.read), prefix: `${name}_` })),
    '}',
  ];
  const leftovers = protocol.leftovers === 'keep' ? 'with what has arrived' : 'unless more has arrived';
  for (const [state, following] of Object.entries(protocol.next)) {
    lines.push(`${name} --> p${boxes.count} : ${state}, ${leftovers}`, ...boxesOf(following, boxes));
  }
  return lines;
}

/** A machine, and what its states' names begin with where several stand in one diagram. */
interface Drawing {
  readonly model: MachineModel;
  readonly prefix: string;
}

function diagram(lines: readonly string[]): string {
  return ['stateDiagram-v2', ...indented(lines), ''].join('\n');
}

function linesOf(drawing: Drawing): string[] {
  const root = drawing.model.states[ROOT] as StateModel;
  const body = bodyOf(drawing, root);
  // Only a box can be divided.
  const lines =
    root.type === 'parallel' ? [`state "any state" as ${idIn(drawing)(root)} {`, ...indented(body), '}'] : body;
  return [...lines, ...edgesOf(drawing)];
}

/** What stands inside of a state: its children, and where it begins. Regions are divided by a line. */
function bodyOf(drawing: Drawing, { type, index, initial }: StateModel): string[] {
  const { states } = drawing.model;
  const children = states.filter((state) => state.parent === index);
  const begin = (state: StateModel | undefined) => (state === undefined ? [] : [`[*] --> ${idIn(drawing)(state)}`]);
  if (type !== 'parallel') return [...begin(states[initial]), ...children.flatMap((child) => stateOf(drawing, child))];
  const history = children.filter((child) => child.type === 'history').flatMap((child) => stateOf(drawing, child));
  const regions = children.filter((child) => child.type !== 'history');
  return regions.flatMap((region, at) => [
    ...(at > 0 ? ['--'] : history),
    ...begin(region),
    ...stateOf(drawing, region),
  ]);
}

function stateOf(drawing: Drawing, state: StateModel): string[] {
  const id = idIn(drawing)(state);
  if (state.history !== undefined) return historyOf(drawing, state.history, id);
  const isBox = state.children.length > 0;
  const about = state.need?.words;
  // A box can have no text but its name.
  const name = isBox && about !== undefined ? `${state.key}, ${about}` : state.key;
  return [
    ...(name === id ? [] : [`state "${name}" as ${id}`]),
    ...(about === undefined || isBox ? [] : [`${id} : ${about}`]),
    ...(isBox ? [`state ${id} {`, ...indented(bodyOf(drawing, state)), '}'] : []),
    ...(state.type === 'final' ? [`${id} --> [*]`] : []),
  ];
}

/** `H`, or `H*` for what remembers all that is below; the arrow leads to where it goes as long as it remembers nothing. */
function historyOf(drawing: Drawing, { deep, initial, targets }: HistoryModel, id: string): string[] {
  const { states } = drawing.model;
  const defaults = initial ? [] : targets.map((target) => `${id} --> ${idIn(drawing)(states[target] as StateModel)}`);
  return [`state "${deep ? 'H*' : 'H'}" as ${id}`, ...defaults];
}

/** One arrow for all events that lead from one state to another under the same guard. */
function edgesOf(drawing: Drawing): string[] {
  const { states } = drawing.model;
  const idOf = idIn(drawing);
  const arrows = new Map<string, string[]>();
  for (const state of states) {
    for (const candidates of [...state.on.values(), state.always]) {
      candidates.forEach((transition, index) => {
        const label = `${eventText(transition.event, state)}${guardText(transition, index)}`;
        // A transition without a target comes back to where it started.
        const targets = transition.targets.length > 0 ? transition.targets : [state.index];
        for (const target of targets) {
          const arrow = `${idOf(state)} --> ${idOf(states[target] as StateModel)}`;
          arrows.set(arrow, [...(arrows.get(arrow) ?? []), label]);
        }
      });
    }
  }
  const root = states[ROOT] as StateModel;
  const anyState = root.on.size > 0 && root.type !== 'parallel' ? [`state "any state" as ${idOf(root)}`] : [];
  return [...anyState, ...[...arrows].map(([arrow, labels]) => `${arrow} : ${labels.join(', ')}`)];
}

/** Mermaid's names are words; any other name is written beside one. */
function idIn({ prefix }: Drawing): (state: StateModel) => string {
  return ({ index, path }) => prefix + (index === ROOT ? ANY_STATE : path.replaceAll(/\W/g, '_'));
}

export function eventText(event: string, { id }: StateModel): string {
  if (event === '') return 'always';
  if (event.startsWith(donePrefix)) return 'done';
  if (!event.startsWith(afterPrefix)) return event;
  const delay = event.slice(afterPrefix.length, -id.length - 1);
  return Number.isNaN(Number(delay)) ? `after ${delay}` : `after ${delay} ms`;
}

/** What is asked after other guards have failed is what is left. */
function guardText({ guard }: TransitionModel, index: number): string {
  if (guard !== undefined) return ` [${guard.name}]`;
  return index > 0 ? ' [else]' : '';
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const ROOT = 0;
const ANY_STATE = 'any_state';
