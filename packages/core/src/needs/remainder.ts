/** All that follows, in one piece. */

import { checkOptions } from '../errors/check-options.js';
import type { Intake, Taken } from '../input/intake.js';
import type { HalfInput } from '../limits.js';
import type { Need } from './need.js';
import { type Count, type Decode, keep, NEED_OPTIONS, type NeedOptions } from './options.js';
import { badCount, countIn, deliver, isMost, tooLong } from './taking.js';

export interface RemainderOptions<TContext, TValue, TType extends string = string>
  extends NeedOptions<TContext, TValue, TType> {
  /** Most bytes that may follow. More are the RemoteError `frame-too-long`. */
  readonly max: Count<TContext>;
}

/** Everything until the end of input, delivered as one `{ type: event, value }` in place of `eof`; also when it is nothing. */
export function remainder<TContext = HalfInput, TValue = Uint8Array, TType extends string = 'bytes'>(
  options: RemainderOptions<TContext, TValue, TType>,
): Need<TContext, TType, { readonly value: TValue }> {
  checkOptions<RemainderOptions<never, unknown>>('remainder', options, { ...NEED_OPTIONS, max: true });
  return new RemainderNeed(options);
}

class RemainderNeed implements Need {
  readonly kind = 'remainder';
  readonly event: string;
  readonly decode: Decode<never, unknown>;
  readonly words = 'needs all until the end';
  readonly max: Count<never>;

  constructor(options: RemainderOptions<never, unknown>) {
    this.max = options.max;
    this.event = options.event ?? 'bytes';
    this.decode = options.decode ?? keep;
  }

  take(input: Intake, context: unknown): Taken {
    const max = countIn(this.max, context);
    if (!isMost(max)) return badCount(max);
    const { queue } = input;
    if (queue.length > max) return tooLong(max);
    if (input.end !== 'eof' || input.eofTold) return input.starved();
    input.eofTold = true;
    return deliver(this, queue.take(queue.length, input.window), input, context);
  }

  lacks(input: Intake | undefined, context: unknown): boolean {
    const max = countIn(this.max, context);
    return isMost(max) && (input === undefined || input.queue.length <= max);
  }
}
