/** Everything through a last byte. */

import { causeText } from '../errors/cause.js';
import { isSuspended, shown } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import { localError } from '../errors/core-errors.js';
import type { Intake, Taken } from '../input/intake.js';
import type { HalfInput } from '../limits.js';
import type { Need } from './need.js';
import { type Count, type Decode, keep, NEED_OPTIONS, type NeedOptions } from './options.js';
import { badCount, countIn, deliver, isMost, malformed, tooLong } from './taking.js';

export interface ThroughOptions<TContext, TValue, TType extends string = string>
  extends NeedOptions<TContext, TValue, TType> {
  /** Longest frame in bytes, with its last byte. A longer one is the RemoteError `frame-too-long`. */
  readonly max: Count<TContext>;
}

/**
 * Everything through the first byte for which `isLast` holds, delivered as `{ type: event, value }` with that byte: a
 * variable-length number, say, whose last byte has its top bit clear. `max` counts that byte.
 *
 * @throws TypeError when `isLast` is no function.
 */
export function through<TContext = HalfInput, TValue = Uint8Array, TType extends string = 'bytes'>(
  isLast: (byte: number) => boolean,
  options: ThroughOptions<TContext, TValue, TType>,
): Need<TContext, TType, { readonly value: TValue }> {
  if (typeof isLast !== 'function' || isSuspended(isLast))
    throw new TypeError(`through takes a function that knows the last byte, not ${shown(isLast)}`);
  checkOptions<ThroughOptions<never, unknown>>('through', options, { ...NEED_OPTIONS, max: true });
  return new ThroughNeed(isLast, options);
}

class ThroughNeed implements Need {
  readonly kind = 'through';
  readonly event: string;
  readonly decode: Decode<never, unknown>;
  readonly words = 'needs all through a last byte';
  readonly isLast: (byte: number) => boolean;
  readonly max: Count<never>;

  constructor(isLast: (byte: number) => boolean, options: ThroughOptions<never, unknown>) {
    this.isLast = isLast;
    this.max = options.max;
    this.event = options.event ?? 'bytes';
    this.decode = options.decode ?? keep;
  }

  take(input: Intake, context: unknown): Taken {
    const max = countIn(this.max, context);
    if (!isMost(max)) return badCount(max);
    const { queue } = input;
    let found: number;
    try {
      found = queue.indexOf(this.isLast);
    } catch (cause) {
      return malformed(localError('codec-threw', causeText(cause), { cause }));
    }
    if ((found >= 0 ? found : queue.scanned) + 1 > max) return tooLong(max);
    return found >= 0 ? deliver(this, queue.take(found + 1, input.window), input, context) : input.starved(max + 1);
  }

  lacks(input: Intake | undefined, context: unknown): boolean {
    const max = countIn(this.max, context);
    if (!isMost(max)) return false;
    if (input === undefined) return true;
    try {
      // Who is held does not look for it: it may lie in what has arrived.
      return input.queue.length <= max && input.queue.indexOf(this.isLast) < 0;
    } catch {
      return false;
    }
  }
}
