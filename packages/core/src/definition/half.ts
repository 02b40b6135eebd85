/** A half as the checks look at it: its model, what its author wrote, and what can be said of both without running it. */
import type { AnyStateMachine } from 'xstate';
import { readEventTypes, writeEventTypes } from '../half/events.js';
import { alwaysOf, type Choice, choiceOf } from '../runtime/candidates.js';
import { type AuthoredState, authoredStates } from '../runtime/internals/authored.js';
import type { ActionModel, MachineModel, StateModel, TransitionModel } from '../runtime/model.js';
import { chainOf, configuration, initialRoute, isLeaf, routeOf } from '../runtime/route.js';
import { modelOf } from '../runtime/tables.js';
import { type Standing, Standings } from './standing.js';

export type HalfKind = 'read' | 'write';

export class DefinedHalf {
  readonly model: MachineModel;
  readonly states: readonly StateModel[];
  /** By state index. */
  readonly authored: readonly AuthoredState[];
  /** Events that the connection sends to this half. */
  readonly known: readonly string[];
  private readonly standings: Standings;

  constructor(
    readonly kind: HalfKind,
    machine: AnyStateMachine,
  ) {
    this.model = modelOf(machine);
    this.states = this.model.states;
    this.standings = new Standings(this.states);
    this.authored = authoredStates(machine);
    this.known = kind === 'read' ? readEventTypes : writeEventTypes;
  }

  /** Where the half can stand, as far as the chart goes, the end of it all left out. Without regions: every state without children. */
  get resting(): readonly Standing[] {
    const { states, model } = this;
    const forked = states.some(({ type }) => type === 'parallel' || type === 'history');
    const all = forked
      ? [...this.reachable]
      : states
          .filter(isLeaf)
          .map(({ index }) => this.standings.at(configuration(model, chainOf(states, index), new Map())));
    return all.filter((standing) => !standing.over);
  }

  /** Where the half can come to, as far as the chart goes. */
  get reachable(): ReadonlySet<Standing> {
    const found = new Set([this.first]);
    // A set hands out what is added to it on the way.
    for (const standing of found) {
      for (const transition of this.transitionsIn(standing)) found.add(this.targetOf(standing, transition));
    }
    return found;
  }

  /** Every transition that can be taken there. */
  transitionsIn(standing: Standing): readonly TransitionModel[] {
    const events = new Set(standing.states.flatMap(({ on }) => [...on.keys()]));
    return [
      ...new Set([
        ...[...events].flatMap((event) => this.takenOn(standing, event)),
        ...alwaysOf(this.states, standing.configuration).flatMap(upToUnguarded),
      ]),
    ];
  }

  /** The transitions that an event may take there: none is asked after one without a guard. */
  takenOn({ configuration }: Standing, event: string): readonly TransitionModel[] {
    return taken(choiceOf(this.states, configuration, event));
  }

  /** Where a transition leads that is taken there. */
  targetOf({ configuration }: Standing, transition: TransitionModel): Standing {
    return this.standings.at(routeOf(this.model, configuration, [transition]).to);
  }

  /** Whether a transition that is taken there may emit an event of this type: what a function emits may be any. */
  mayEmit({ configuration }: Standing, transition: TransitionModel, type: string): boolean {
    const { exits, entries } = routeOf(this.model, configuration, [transition]);
    return [
      ...exits.flatMap((index) => (this.states[index] as StateModel).exit),
      ...transition.actions,
      ...entries.flatMap((entry) => this.entryActions(entry.state)),
    ].some((action) => mayEmit(action, type));
  }

  /** Where the machine begins. */
  get first(): Standing {
    return this.standings.at(initialRoute(this.model).to);
  }

  mayEmitFirst(type: string): boolean {
    return initialRoute(this.model)
      .entries.flatMap((entry) => this.entryActions(entry.state))
      .some((action) => mayEmit(action, type));
  }

  get actions(): readonly ActionModel[] {
    return [
      ...this.states.flatMap((state) => [...state.entry, ...state.exit, ...state.initialActions]),
      ...this.model.transitions.flatMap((transition) => transition.actions),
    ];
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

/** Also what regions may take side by side. */
function taken({ inner, own }: Choice): readonly TransitionModel[] {
  const below = inner.flatMap(taken);
  return below.some(({ guard }) => guard === undefined) ? below : [...below, ...upToUnguarded(own)];
}

function upToUnguarded(candidates: readonly TransitionModel[]): readonly TransitionModel[] {
  const last = candidates.findIndex(({ guard }) => guard === undefined);
  return last === -1 ? candidates : candidates.slice(0, last + 1);
}

function mayEmit(action: ActionModel, type: string): boolean {
  // What is enqueued is known only when it is.
  if (action.kind === 'enqueue') return true;
  return (
    action.kind === 'emit' &&
    (typeof action.event === 'function' || (action.event as Partial<typeof action.event> | undefined)?.type === type)
  );
}
