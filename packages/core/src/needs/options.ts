/** What the constructors of several kinds of needs take. */
import type { OptionNames } from '../errors/check-options.js';
import type { ByteWindow } from '../input/window.js';

/** A number of bytes, or how to find it in the half's context. */
export type Count<TContext> = number | ((context: TContext) => number);

/** Turns the bytes of a frame into a value. Throws a `RemoteError` for bytes that are not well-formed. */
export type Decode<TContext, TValue> = (frame: ByteWindow, context: TContext) => TValue;

export interface NeedOptions<TContext, TValue, TType extends string = string> {
  /** Type of the event that delivers the value. Default `'bytes'`. */
  readonly event?: TType;
  /** Default: the bytes themselves as a `Uint8Array` that stays valid for ever. */
  readonly decode?: Decode<TContext, TValue>;
}

/** The names of the options that most have. */
export const NEED_OPTIONS: OptionNames<NeedOptions<never, unknown>> = { event: true, decode: true };

/** The codec of a need that was given none. */
export const keep = (frame: ByteWindow): Uint8Array => frame.bytes();
