/**
 * What a reading state waits for. A state says so in its `meta`:
 *
 * ```ts
 * 'awaiting-length': { meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) }, on: { length: … } }
 * ```
 *
 * The connection gathers the bytes, runs the codec (`decode`) on them once, and sends the machine one event per frame
 * boundary, never one per chunk. A state without a need does not read: that is back-pressure, and the chart shows it.
 */
import type { Frame } from '../bytes/frame.js';

/** A number, or how to find it in the half's context. */
export type Count<TContext> = number | ((context: TContext) => number);

/** Turns the bytes of a frame into a value. Throws a `RemoteError` for bytes that are not well-formed. */
export type Decode<TContext, TValue> = (frame: Frame, context: TContext) => TValue;

export interface NeedOptions<TContext, TValue> {
  /** Type of the event that delivers the value. Default `'bytes'`. */
  readonly event?: string;
  /** Default: the bytes themselves as a `Uint8Array` that stays valid for ever. */
  readonly decode?: Decode<TContext, TValue>;
}

/** Exactly `count` bytes, then one event `{ type, value }`. */
export interface BytesNeed {
  readonly kind: 'bytes';
  readonly count: Count<never>;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** Everything up to a delimiter, then one event `{ type, value }`. The delimiter is consumed and not part of the frame. */
export interface UntilNeed {
  readonly kind: 'until';
  readonly delimiter: Uint8Array;
  readonly max: Count<never>;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** `count` bytes handed on piece by piece as they arrive; then one event `{ type }`. Infinity means the rest, until the end of input. */
export interface StreamNeed {
  readonly kind: 'stream';
  readonly count: Count<never>;
  readonly event: string;
  readonly piece: Decode<never, unknown>;
}

export type Need = BytesNeed | UntilNeed | StreamNeed;
