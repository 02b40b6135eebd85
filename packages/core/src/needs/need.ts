/**
 * What a reading state waits for. A state says so in its `meta`:
 *
 * ```ts
 * 'awaiting-length': { meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) }, on: { length: … } }
 * ```
 *
 * The connection gathers the bytes, runs the codec (`decode`) on them once, and sends the machine one event per frame
 * boundary, never one per chunk. A state without a need does not read: that is back-pressure, and the chart shows it.
 *
 * Each kind of need has a file of its own beside this one, with all that is to be known of it.
 */
import type { Intake, Taken } from '../input/intake.js';
import type { Count } from './options.js';

/**
 * @typeParam TContext the context that its functions are given
 * @typeParam TType the type of the event that it ends with
 * @typeParam TBrings what the event has besides its type
 */
export interface Need<TContext = never, TType extends string = string, TBrings = unknown> {
  /** What constructed it: `bytes`, `until` … */
  readonly kind: string;
  /** Type of the event that it ends with, or what finds the type in the value. */
  readonly event: string | ((value: never) => string);
  /** What the chart says of a state with this need. */
  readonly words: string;
  /** How many bytes, of a need for a number of them; the longest that it takes, of another that has a limit. */
  readonly count?: Count<never>;
  readonly max?: Count<never>;
  /** @internal Takes what is needed out of the input as far as it has arrived, and says what came of it. */
  take(input: Intake, context: unknown): Taken;
  /**
   * @internal Whether more is needed than has arrived, so that reading must go on whatever is held already. False for a need
   * that is in error; {@link Need.take} says so. Nothing has ever arrived where there is no input.
   */
  lacks(input: Intake | undefined, context: unknown): boolean;
  /** @internal The same as {@link Need.take}, as text, where all goes well. `need` is the variable with the need. Undefined where it has none. */
  usual?(need: string): UsualTaking | undefined;
  /** Phantom: carries the types of what its functions are given, and of its event. */
  readonly __types?: { readonly context: (context: TContext) => void; readonly event: TType; readonly brings: TBrings };
}

/**
 * How a need is met as a rule, as text for a function that does more than that. It has the `intake`, its `queue`, the context `given`,
 * and what {@link Need.take} may come to: `malformed` and `refusalOf`. @internal
 */
export interface UsualTaking {
  /** What must stand before the function, for the names of the rest. */
  readonly declarations: string;
  /**
   * Says in `isThere` whether it can be met with what has arrived; where not, {@link Need.take} says why.
   *
   * @param leave statements that leave it to that, to be used where no more is to be found out
   */
  isThere(leave: string): string;
  /**
   * Reads what is there, and makes the `event` of it.
   *
   * @param type the variable with the type that the event must have
   * @param otherwise leaves with anything else that came of it, given as an expression
   */
  event(type: string, otherwise: (taken: string) => string): string;
}

/** The same need, which ends with an event of another type. */
export function renamed<TNeed extends Need>(need: TNeed, event: string): TNeed {
  return Object.assign(Object.create(Object.getPrototypeOf(need)) as TNeed, need, { event });
}

export function isNeed(value: unknown): value is Need {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Need>).take === 'function' &&
    typeof (value as Partial<Need>).lacks === 'function'
  );
}
