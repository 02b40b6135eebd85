/**
 * A machine of the subset in plain data: what both runtimes share and what the compiler reads. Nothing here knows how
 * XState stores a machine; `internals/read-machine.ts` is the one place that does.
 */
import type { AnyEventObject, AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';

/** What guards, actions, delays, outputs and `params` functions get. Each call gets an object of its own. */
export interface Args {
  readonly context: unknown;
  readonly event: AnyEventObject;
  readonly self: unknown;
  readonly system: unknown;
  readonly spawn: unknown;
}

export type Expression<T = unknown> = (args: Args, params: unknown) => T;

/** A machine whose states are in document order: a state's index is its place in `states`, and the root is at 0. */
export interface MachineModel {
  readonly machine: AnyStateMachine;
  readonly states: readonly StateModel[];
  /** Every transition, by edge index. */
  readonly transitions: readonly TransitionModel[];
  /** The edge index of the object that the interpreter knows a transition by. */
  readonly edgeOf: ReadonlyMap<object, number>;
  readonly context: ContextModel;
  readonly output: OutputModel | undefined;
  /** How many microsteps one event may cause after its own. */
  readonly maxMicrosteps: number;
  /** The ids that delayed events are scheduled under, and the slot that stands for each. */
  readonly timerSlots: ReadonlyMap<string, number>;
  /** Whether the order in which regions came to stand where they stand can make a difference (see {@link Configuration}). */
  readonly ordered: boolean;
}

/**
 * Where a machine stands (SCXML's word): its active states, and what its history states remember. A machine without regions
 * has one active atomic state, with its ancestors.
 */
export interface Configuration {
  /**
   * In document order; in an `ordered` machine, in the order in which XState holds them: what was entered last comes last,
   * and is the last to be asked for `always` transitions.
   */
  readonly active: readonly number[];
  /** What each history state will restore, by its index. One that its parent was not left through yet is missing. */
  readonly history: ReadonlyMap<number, readonly number[]>;
}

export type ContextModel =
  | { readonly kind: 'value'; readonly value: object }
  | { readonly kind: 'factory'; readonly create: (args: { spawn: unknown; input: unknown; self: unknown }) => unknown };

export type OutputModel =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'expression'; readonly evaluate: (args: Args) => unknown };

export interface StateModel {
  readonly index: number;
  /** Dotted, without the machine's id; the root's is `''`. */
  readonly path: string;
  /** XState's id: with the machine's id, or the one the author gave. */
  readonly id: string;
  readonly key: string;
  readonly type: StateType;
  /** Index; -1 for the root. */
  readonly parent: number;
  /** Indices; the regions of a parallel state are among them. */
  readonly children: readonly number[];
  /** Index of the initial child of a compound state; -1 for any other. */
  readonly initial: number;
  readonly initialActions: readonly ActionModel[];
  /** In order; the timers of `after` are set last. */
  readonly entry: readonly ActionModel[];
  /** In order; the timers of `after` are cleared last. */
  readonly exit: readonly ActionModel[];
  /** By descriptor, in order of declaration: `on`, `onDone`, then `after`. */
  readonly on: ReadonlyMap<string, readonly TransitionModel[]>;
  readonly always: readonly TransitionModel[];
  readonly output: OutputModel | undefined;
  readonly need: Need | undefined;
  /** Of a history state only. */
  readonly history: HistoryModel | undefined;
}

export type StateType = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

export interface HistoryModel {
  /** Whether it remembers the atomic states below its parent; else its parent's children. */
  readonly deep: boolean;
  /** Where it leads as long as it remembers nothing: indices. */
  readonly targets: readonly number[];
  /** Whether that is its parent's initial state, for want of a target of its own. */
  readonly initial: boolean;
}

export interface TransitionModel {
  readonly edge: number;
  readonly source: number;
  /** Descriptor as declared; `''` for `always`. */
  readonly event: string;
  /** Indices; empty without a target. */
  readonly targets: readonly number[];
  readonly reenter: boolean;
  readonly guard: GuardModel | undefined;
  readonly actions: readonly ActionModel[];
}

export interface GuardModel {
  /** As shown to people: the name, `inline`, or `and(a, not(b))`. */
  readonly name: string;
  /** How XState names it in the error it makes of an exception: undefined for an inline guard. */
  readonly type: string | undefined;
  /** @param at where the machine stands; `stateIn` wants to know */
  readonly test: Test;
  /** The guard's function, where calling it with the arguments and `undefined` is all there is to it. */
  readonly plain: Expression | undefined;
  /** The functions that its author gave, those of combined guards among them. */
  readonly given: readonly object[];
}

export type Test = (context: unknown, event: AnyEventObject, at: Configuration) => unknown;

/** `params`: what the action was given beside the arguments; a function of them, or a value. */
export interface ParamsModel {
  readonly evaluate: ((args: Args) => unknown) | undefined;
  readonly value: unknown;
}

export type ActionModel = ParamsModel & ActionKind;

export type ActionKind =
  | { readonly kind: 'call'; readonly name: string; readonly call: Expression }
  | { readonly kind: 'assign'; readonly assignment: Assignment }
  | { readonly kind: 'emit'; readonly event: EventModel }
  | {
      readonly kind: 'raise';
      readonly event: EventModel;
      readonly delay: DelayModel | undefined;
      readonly slot: Slot;
    }
  | {
      /** Sends the half itself an event, which comes after all that is under way. */
      readonly kind: 'send';
      readonly event: EventModel;
      /** Undefined: at the end of what is under way, as where the expression gives anything but a number. */
      readonly delay: DelayModel | undefined;
      readonly slot: Slot;
      /** Finds out whom it is for; undefined where it can only be the half. Throws where it is anybody else. */
      readonly checkTarget: ((args: Args, params: unknown) => void) | undefined;
    }
  | { readonly kind: 'cancel'; readonly id: string | Expression<string> }
  | { readonly kind: 'enqueue'; readonly collect: Collect; readonly written: object }
  | { readonly kind: 'log'; readonly logged: unknown; readonly label: string | undefined };

/** Calls the function of an `enqueueActions`, and gives the actions that it wants to be done. */
export type Collect = (
  context: unknown,
  event: AnyEventObject,
  at: Configuration,
  params: unknown,
) => readonly ActionModel[];

export type Assignment = Expression | Readonly<Record<string, unknown>>;
export type EventModel = AnyEventObject | Expression<AnyEventObject>;
/** What a delayed event is cancelled by: a number for an id that the machine names, the id itself for one that `enqueueActions` made up. */
export type Slot = number | string;
/** Milliseconds. XState raises at once when the expression gives anything but a number. */
export type DelayModel = number | Expression;
