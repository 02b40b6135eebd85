/** A half as the checks look at it: its model, what its author wrote, and what can be said of both without running it. */
import type { AnyStateMachine } from 'xstate';
import { readEventTypes, writeEventTypes } from '../half/events.js';
import type { Need } from '../needs/need.js';
import { alwaysOf, candidatesOf } from '../runtime/candidates.js';
import { type AuthoredState, authoredStates } from '../runtime/internals/authored.js';
import type { ActionModel, MachineModel, StateModel, TransitionModel } from '../runtime/model.js';
import { chainOf, initialEntries, needOf, routeOf } from '../runtime/route.js';
import { modelOf } from '../runtime/tables.js';

export type HalfKind = 'read' | 'write';

export class DefinedHalf {
  readonly model: MachineModel;
  readonly states: readonly StateModel[];
  /** By state index. */
  readonly authored: readonly AuthoredState[];
  /** Events that the connection sends to this half. */
  readonly known: readonly string[];

  constructor(
    readonly kind: HalfKind,
    machine: AnyStateMachine,
  ) {
    this.model = modelOf(machine);
    this.states = this.model.states;
    this.authored = authoredStates(machine);
    this.known = kind === 'read' ? readEventTypes : writeEventTypes;
  }

  /** States without children, those at the end of it all (children of the root) left out. */
  get restingStates(): readonly StateModel[] {
    return this.states.filter((state) => state.initial === -1 && !isEnd(state));
  }

  /** The states without children that the half can come to, as far as the chart goes. */
  get reachableStates(): ReadonlySet<StateModel> {
    const found = new Set([this.first]);
    // A set hands out what is added to it on the way.
    for (const state of found) {
      for (const transition of this.transitionsIn(state)) found.add(this.targetOf(state, transition));
    }
    return found;
  }

  /** What the half waits for in a state without children. */
  needIn(state: StateModel): Need | undefined {
    return needOf(this.states, state.index);
  }

  /** The state and its ancestors. */
  chainOf(state: StateModel): readonly StateModel[] {
    return chainOf(this.states, state.index).map((index) => this.states[index] as StateModel);
  }

  /** Every transition that can be taken in a state without children. */
  transitionsIn(state: StateModel): readonly TransitionModel[] {
    const events = new Set(this.chainOf(state).flatMap(({ on }) => [...on.keys()]));
    return [
      ...new Set([...events].flatMap((event) => this.takenOn(state, event))),
      ...upToUnguarded(alwaysOf(this.states, state.index)),
    ];
  }

  /** The transitions that an event may take in a state without children: none is asked after one without a guard. */
  takenOn(state: StateModel, event: string): readonly TransitionModel[] {
    return upToUnguarded(candidatesOf(this.states, state.index, event));
  }

  /** Where a transition leads that is taken in a state without children. */
  targetOf(state: StateModel, transition: TransitionModel): StateModel {
    return this.states[routeOf(this.states, state.index, transition).to] as StateModel;
  }

  /** Whether a transition that is taken in a state may emit an event of this type: what a function emits may be any. */
  mayEmit(state: StateModel, transition: TransitionModel, type: string): boolean {
    const { exits, entries } = routeOf(this.states, state.index, transition);
    return [
      ...exits.flatMap((index) => (this.states[index] as StateModel).exit),
      ...transition.actions,
      ...entries.flatMap((entry) => this.entryActions(entry.state)),
    ].some((action) => mayEmit(action, type));
  }

  /** Where the machine begins. */
  get first(): StateModel {
    return this.states[Math.max(...this.initialStates)] as StateModel;
  }

  mayEmitFirst(type: string): boolean {
    return this.initialStates.flatMap((index) => this.entryActions(index)).some((action) => mayEmit(action, type));
  }

  get actions(): readonly ActionModel[] {
    return [
      ...this.states.flatMap((state) => [...state.entry, ...state.exit, ...state.initialActions]),
      ...this.model.transitions.flatMap((transition) => transition.actions),
    ];
  }

  private get initialStates(): readonly number[] {
    return initialEntries(this.states).map((entry) => entry.state);
  }

  private entryActions(index: number): readonly ActionModel[] {
    const { entry, initialActions } = this.states[index] as StateModel;
    return [...entry, ...initialActions];
  }
}

/** Whether a half is over when it comes to this state. */
export function isEnd(state: StateModel): boolean {
  return state.type === 'final' && state.parent === 0;
}

function upToUnguarded(candidates: readonly TransitionModel[]): readonly TransitionModel[] {
  const last = candidates.findIndex(({ guard }) => guard === undefined);
  return last === -1 ? candidates : candidates.slice(0, last + 1);
}

function mayEmit(action: ActionModel, type: string): boolean {
  return action.kind === 'emit' && (typeof action.event === 'function' || action.event.type === type);
}
