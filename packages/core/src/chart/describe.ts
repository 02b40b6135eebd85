/** A machine as plain data for whoever draws it: an inspector, a page of documentation. The indices are those of the runtime's tables. */
import type { AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';
import type { StateModel, StateType } from '../runtime/model.js';
import { modelOf } from '../runtime/tables.js';
import { eventText } from './mermaid.js';

export interface MachineDescription {
  /** In document order; the root is the first, with the path `''`. */
  readonly states: readonly StateDescription[];
  /** In document order. */
  readonly edges: readonly EdgeDescription[];
}

export interface StateDescription {
  /** Dotted, without the machine's id. */
  readonly path: string;
  /** Index; -1 for the root. */
  readonly parent: number;
  readonly type: StateType;
  /** Index of the initial child; -1 for a state without children, and for one with regions. */
  readonly initial: number;
  /** What it waits for, in words: `needs all up to LF, at most 1,024 bytes`. Undefined for a state that reads nothing. */
  readonly need: string | undefined;
}

export interface EdgeDescription {
  /** Index of the state that declares it. */
  readonly source: number;
  /** Indices; empty for a transition without a target. */
  readonly targets: readonly number[];
  /** As declared; `''` for `always`. */
  readonly event: string;
  /** In words: `header`, `after idle`, `after 500 ms`, `always`, `done`. */
  readonly label: string;
  readonly guard: string | undefined;
  /** Whether it leads to a state by the name of `failed`, in which a half has failed. */
  readonly fails: boolean;
}

/** @throws TypeError for a machine that no half can be, as running it does. */
export function describeMachine(machine: AnyStateMachine): MachineDescription {
  const { states, transitions } = modelOf(machine);
  return {
    states: states.map(({ path, parent, type, initial, need }) => ({
      path,
      parent,
      type,
      initial,
      need: need === undefined ? undefined : needWords(need),
    })),
    edges: transitions.map(({ source, targets, event, guard }) => ({
      source,
      targets,
      event,
      label: eventText(event, states[source] as StateModel),
      guard: guard?.name,
      fails: targets.some((target) => states[target]?.key === 'failed' && states[target].type === 'final'),
    })),
  };
}

/** What a need asks for, in words: `needs 2 bytes`, `needs all up to LF, at most 1,024 bytes`. */
export function needWords(need: Need): string {
  return `${need.words}${mostText(need)}`;
}

/** Where the longest frame does not depend on the context. */
function mostText(need: Need): string {
  const { max } = need;
  return typeof max === 'number' && Number.isFinite(max) ? `, at most ${max.toLocaleString('en')} bytes` : '';
}
