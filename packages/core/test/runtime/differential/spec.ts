/** Random machines as plain data: `cases.ts` makes them, `build.ts` turns them into XState machines. */

export interface MachineSpec {
  readonly root: StateSpec;
  readonly contextFactory: boolean;
  readonly output: OutputSpec;
  /** Whether every state reports that it is entered. Others have entry actions only where the spec has them. */
  readonly counted: boolean;
  /** Whether a second run of the machine stands by, for actions to send events to. Not with `counted`: entries tell no run. */
  readonly peer: boolean;
}

export interface StateSpec {
  readonly final: boolean;
  /** Whether its children are regions. */
  readonly parallel: boolean;
  readonly children: readonly StateSpec[];
  /** History states among its children. */
  readonly history: readonly HistorySpec[];
  readonly initial: number;
  readonly initialActions: readonly ActionSpec[];
  readonly entry: readonly ActionSpec[];
  readonly exit: readonly ActionSpec[];
  readonly on: readonly (readonly [descriptor: string, transitions: readonly TransitionSpec[]])[];
  readonly always: readonly TransitionSpec[];
  readonly after: readonly (readonly [delay: string, transitions: readonly TransitionSpec[]])[];
  readonly onDone: readonly TransitionSpec[];
  readonly output: OutputSpec;
}

export interface HistorySpec {
  readonly deep: boolean;
  /** Counts through the states below its parent; undefined for no target of its own. */
  readonly target: number | undefined;
}

export interface TransitionSpec {
  /** Counts through all states of the machine, beginning anew after the last one; undefined for no target. */
  readonly target: number | undefined;
  /** A second target, which counts where the two go together. */
  readonly also: number | undefined;
  readonly near: boolean;
  readonly reenter: boolean;
  readonly guard: GuardSpec | undefined;
  readonly actions: readonly ActionSpec[];
}

export type Style = 'inline' | 'named' | 'params' | 'params-function';
export type OutputSpec = 'none' | 'value' | 'function';

export type GuardSpec =
  | { readonly kind: 'test'; readonly style: Style; readonly modulus: number; readonly remainder: number }
  | { readonly kind: 'throw'; readonly style: Style }
  /** Whether the machine stands in a state; by what it is named. */
  | { readonly kind: 'in'; readonly style: Style; readonly state: number; readonly by: 'id' | 'path' }
  | { readonly kind: 'and' | 'or' | 'not'; readonly style: Style; readonly parts: readonly GuardSpec[] };

export type ActionSpec =
  | { readonly kind: 'call' | 'throw' | 'mutate'; readonly style: Style }
  | { readonly kind: 'log'; readonly style: Style; readonly computed: boolean; readonly label: string | undefined }
  | { readonly kind: 'assign'; readonly style: Style; readonly form: AssignForm }
  | {
      readonly kind: 'enqueue';
      readonly style: Style;
      readonly actions: readonly ActionSpec[];
      /** What is enqueued only if a guard lets it. */
      readonly checked: readonly [GuardSpec, ActionSpec] | undefined;
    }
  | {
      readonly kind: 'emit';
      readonly style: Style;
      readonly computed: boolean;
      /** The event that the application sends when it is told. */
      readonly reply: string | undefined;
    }
  | { readonly kind: 'send'; readonly style: Style; readonly event: string; readonly to: 'self' | 'peer' }
  | { readonly kind: 'raise'; readonly style: Style; readonly event: string; readonly computed: boolean }
  | {
      readonly kind: 'delay';
      readonly style: Style;
      readonly event: string;
      readonly delay: string | number;
      readonly id: string | undefined;
    }
  | {
      readonly kind: 'post';
      readonly style: Style;
      readonly event: string;
      /** At once, where it is undefined. */
      readonly delay: number | undefined;
      readonly id: string | undefined;
    }
  | { readonly kind: 'cancel'; readonly style: Style; readonly id: string; readonly computed: boolean };

export type AssignForm = (typeof assignForms)[number];

export const assignForms = [
  'function',
  'object',
  'new-key',
  'nothing',
  'getters',
  'inherited',
  'parsed',
  'frozen',
  'whole',
] as const;

export type StepSpec =
  | { readonly kind: 'send'; readonly event: string; readonly value: number }
  | { readonly kind: 'wait'; readonly time: number };

export interface CaseSpec {
  readonly machine: MachineSpec;
  readonly input: number;
  /** How often the compiled machine goes through the steps beforehand: it makes functions of what is taken often. */
  readonly rehearsals: number;
  readonly steps: readonly StepSpec[];
}

/**
 * A transition that was taken so many times is taken in its fast form, whatever that is: what is not made fast after so many
 * times is not tested when it is.
 */
export const often = 32;

export const eventTypes = ['a', 'b', 'a.x', 'a.x.y', 'c'] as const;
/** No state names them; two look like what a wildcard stands for. */
export const strangeEvents = ['unheard-of', 'ab', 'a.xy'] as const;
export const timerIds = ['first', 'second'] as const;
