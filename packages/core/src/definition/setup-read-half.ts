/**
 * Declares what a read half is made of, as XState's `setup` does, with what nearly every read half has: needs by name,
 * time-outs, and the ways to fail. What it makes is an ordinary XState machine, in which all of it can be seen.
 */
import { type ActionFunction, type GuardPredicate, setup } from 'xstate';
import type { HalfInput, Timeouts } from '../limits.js';
import type { Need } from '../needs/need.js';
import { checkReadHalfConfig, checkReadHalfOptions } from './check-read-half.js';
import { rejectLostTarget } from './lost-target.js';
import { completed } from './read-half-config.js';
import type {
  ContextOf,
  EmittedBy,
  HeardBy,
  Named,
  NamedNeeds,
  Params,
  ReadHalfConfig,
  ReadHalfMachine,
  ReadHalfTypes,
} from './read-half-types.js';

/** What {@link setupReadHalf} is given. */
export interface ReadHalfOptions<
  TNeeds,
  TTypes,
  TActions extends Params,
  TGuards extends Params,
  TDelay extends string,
> {
  /** Types that nobody can infer. */
  readonly types?: TTypes;
  /** What states wait for, by name: `meta: { need: name }`. The name is also the type of the event, where a need gives none. */
  readonly needs: TNeeds;
  /** As those of XState's `setup`. */
  readonly actions?: {
    readonly [TName in keyof TActions]: ActionFunction<
      ContextOf<TTypes>,
      HeardBy<TNeeds, TTypes>,
      HeardBy<TNeeds, TTypes>,
      TActions[TName],
      never,
      Named<TActions>,
      Named<TGuards>,
      TDelay | keyof Timeouts,
      EmittedBy<TTypes>
    >;
  };
  /** As those of XState's `setup`. */
  readonly guards?: {
    readonly [TName in keyof TGuards]: GuardPredicate<
      ContextOf<TTypes>,
      HeardBy<TNeeds, TTypes>,
      TGuards[TName],
      Named<TGuards>
    >;
  };
  /** Further delays, in milliseconds. Every time-out is one already, under its own name. */
  readonly delays?: {
    readonly [TName in TDelay]: number | ((args: { readonly context: ContextOf<TTypes> }) => number);
  };
}

/** What the half remembers at first besides its input; needed where its `types.context` has more. */
export type Remembering<TTypes> =
  Record<never, never> extends Own<TTypes>
    ? { readonly context?: Own<TTypes> | ((input: HalfInput) => Own<TTypes>) }
    : { readonly context: Own<TTypes> | ((input: HalfInput) => Own<TTypes>) };

/** What {@link setupReadHalf} returns. */
export interface ReadHalfSetup<TConfig, TMachine> {
  /**
   * Makes the machine. Beside what it is given, it has
   *
   * - the final states `closed` and `failed`;
   * - at its root, the ways to `failed`: on `eof`, `malformed` and `reset`, and after `total`.
   *
   * What it is given under the same name takes their place.
   *
   * @throws TypeError for a state that needs what is not among the `needs`, and for a transition to a state that does not exist.
   */
  createMachine(config: TConfig): TMachine;
}

/**
 * Declares needs, actions, guards and delays of a read half, and the types that nobody can infer. Those of its events follow
 * from its needs.
 *
 * @example
 * const read = setupReadHalf({
 *   types: { message: {} as string },
 *   needs: { line: until('\n', { max: 1024, decode: (frame) => frame.text() }) },
 * }).createMachine({ … });
 */
export function setupReadHalf<
  const TNeeds extends NamedNeeds,
  TTypes extends ReadHalfTypes = Record<never, never>,
  TActions extends Params = Record<never, never>,
  TGuards extends Params = Record<never, never>,
  TDelay extends string = never,
>(
  options: ReadHalfOptions<TNeeds, TTypes, TActions, TGuards, TDelay> & Remembering<AsGiven<TTypes>>,
): ReadHalfSetup<
  [Misfits<TNeeds, TTypes>] extends [never]
    ? ReadHalfConfig<TNeeds, TTypes, TActions, TGuards, TDelay>
    : `the need '${Misfits<TNeeds, TTypes>}' asks for a context that this half has not`,
  ReadHalfMachine<TNeeds, TTypes, TActions, TGuards, TDelay>
> {
  checkReadHalfOptions(options);
  const { needs, context, actions = {}, guards = {}, delays } = options;
  // The types of what it is given were checked above, against those of what it makes.
  const { createMachine } = setup({ actions, guards, delays: { ...timeouts, ...delays } } as never);
  return {
    createMachine(config) {
      checkReadHalfConfig(config);
      const whole = completed(config as object, needs, context);
      try {
        return createMachine(whole as never) as never;
      } catch (cause) {
        rejectLostTarget(whole);
        throw cause;
      }
    },
  };
}

/** Nothing is inferred from where this stands. (TypeScript has had its own `NoInfer` since 5.4 only.) */
type AsGiven<T> = [T][T extends unknown ? 0 : never];

/** What the context has besides the input. */
type Own<TTypes> = Omit<ContextOf<TTypes>, keyof HalfInput>;

/** The names of needs whose functions ask for a context that the half has not. */
type Misfits<TNeeds, TTypes> = {
  [TName in keyof TNeeds & string]: TNeeds[TName] extends Need<ContextOf<TTypes>> ? never : TName;
}[keyof TNeeds & string];

interface Args {
  readonly context: HalfInput;
}

/** Each a function of its own, which an engine can take for what it is: time-outs are set and cleared with every message. */
const timeouts: { readonly [TName in keyof Timeouts]: (args: Args) => number } = {
  header: ({ context }) => context.timeouts.header,
  content: ({ context }) => context.timeouts.content,
  idle: ({ context }) => context.timeouts.idle,
  write: ({ context }) => context.timeouts.write,
  reply: ({ context }) => context.timeouts.reply,
  heartbeat: ({ context }) => context.timeouts.heartbeat,
  drain: ({ context }) => context.timeouts.drain,
  total: ({ context }) => context.timeouts.total,
};
