/** The types of a read half that is declared with `setupReadHalf`: what it hears follows from its needs. */
import type { EventObject, ParameterizedObject, StateMachine, StateValue, setup } from 'xstate';
import type { EmittedMessage, EmittedSend, ReadEvent } from '../half/events.js';
import type { HalfInput, Timeouts } from '../limits.js';
import type { Need } from '../needs/need.js';

/** Types that nobody can infer, each by a value that is never looked at: `{} as string`. */
export interface ReadHalfTypes {
  /** Messages that arrive: what the half emits as `{ type: 'message', message }`. */
  readonly message?: unknown;
  /** Messages that it has sent by itself: what it emits as `{ type: 'send', message }`. */
  readonly sent?: unknown;
  /** Other events that it emits. */
  readonly emitted?: EventObject;
  /** Events that it raises. */
  readonly events?: EventObject;
  /** What it remembers, with its input. Default: its input alone. */
  readonly context?: HalfInput;
  /** What it leaves to the protocol that follows. */
  readonly output?: unknown;
}

export type NamedNeeds = Readonly<Record<string, AnyNeed>>;

/** Any need, by what tells it: what else were named here would be taken for what the functions of a need are given. */
interface AnyNeed {
  readonly kind: Need['kind'];
}

/** What named actions, or guards, get beside the arguments: XState's `params`. */
export type Params = Record<string, ParameterizedObject['params'] | undefined>;

export type ContextOf<TTypes> = TTypes extends { readonly context: infer TContext extends HalfInput }
  ? TContext
  : HalfInput;

/** All that a half with these needs hears. */
export type HeardBy<TNeeds, TTypes> =
  | ReadEvent
  | { [TName in keyof TNeeds & string]: DeliveredBy<TName, TNeeds[TName]> }[keyof TNeeds & string]
  | Given<TTypes, 'events'>;

/** Anything where no types are given, as in XState. */
export type EmittedBy<TTypes> = [DeclaredBy<TTypes>] extends [never] ? EventObject : DeclaredBy<TTypes>;

type DeclaredBy<TTypes> =
  | ('message' extends keyof TTypes ? EmittedMessage<TTypes['message']> : never)
  | ('sent' extends keyof TTypes ? EmittedSend<TTypes['sent']> : never)
  | Given<TTypes, 'emitted'>;

/** The machine that comes of it. */
export type ReadHalfMachine<
  TNeeds,
  TTypes,
  TActions extends Params,
  TGuards extends Params,
  TDelay extends string,
> = StateMachine<
  ContextOf<TTypes>,
  HeardBy<TNeeds, TTypes>,
  Record<never, never>,
  never,
  Named<TActions>,
  Named<TGuards>,
  TDelay | keyof Timeouts,
  StateValue,
  string,
  HalfInput,
  OutputOf<TTypes>,
  EmittedBy<TTypes>,
  ReadMeta<keyof TNeeds & string>,
  // biome-ignore lint/suspicious/noExplicitAny: differs between versions of XState, and says nothing to its users
  any
>;

/** The configuration that XState's `createMachine` takes for all these types, but for the context. */
export type ReadHalfConfig<
  TNeeds,
  TTypes,
  TActions extends Params,
  TGuards extends Params,
  TDelay extends string,
> = Omit<
  Parameters<
    ReturnType<
      typeof setup<
        ContextOf<TTypes>,
        HeardBy<TNeeds, TTypes>,
        Record<never, never>,
        Record<never, never>,
        TActions,
        TGuards,
        TDelay | keyof Timeouts,
        string,
        HalfInput,
        OutputOf<TTypes>,
        EmittedBy<TTypes>,
        ReadMeta<keyof TNeeds & string>
      >
    >['createMachine']
  >[0],
  'context'
>;

/** As XState's types know what can be named. */
export type Named<TParams extends Params> = {
  [TName in keyof TParams & string]: { type: TName; params: TParams[TName] };
}[keyof TParams & string];

type OutputOf<TTypes> = 'output' extends keyof TTypes ? TTypes['output'] : unknown;

/** What a state says in its `meta`. Keys that begin with `@` belong to drawing programs. */
export interface ReadMeta<TName extends string> {
  /** The name of what it waits for; a state without one does not read. */
  readonly need?: TName;
  readonly [note: `@${string}`]: unknown;
}

/** The event at the end of a need that has this name. */
type DeliveredBy<TName extends string, TNeed> =
  TNeed extends Need<never, infer TType, infer TBrings>
    ? Flat<{ readonly type: NameOr<TName, TType> } & TBrings>
    : never;

type Flat<T> = { [TKey in keyof T]: T[TKey] };

type NameOr<TName extends string, TType> = TType extends Unnamed ? TName : TType;

/** Events of needs that were given none: the name of the need takes their place. */
export const unnamed = ['bytes', 'streamed', 'skipped'] as const;
type Unnamed = (typeof unnamed)[number];

type Given<TTypes, TKey extends keyof ReadHalfTypes> = TKey extends keyof TTypes
  ? Extract<TTypes[TKey], EventObject>
  : never;
