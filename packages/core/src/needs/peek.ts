/** So many bytes, looked at and left where they are. */

import { checkOptions } from '../errors/check-options.js';
import type { Intake, Taken } from '../input/intake.js';
import type { HalfInput } from '../limits.js';
import { BytesNeed } from './bytes.js';
import type { Need } from './need.js';
import { type Count, keep, NEED_OPTIONS, type NeedOptions } from './options.js';
import { badCount, countIn, deliver, isCount } from './taking.js';
import { countText } from './words.js';

/**
 * As {@link bytes}, but the bytes stay where they are for the next state or protocol to read: what is spoken can be told by
 * how it begins. The event must lead to a state that reads them, or the machine looks at them for ever.
 */
export function peek<TContext = HalfInput, TValue = Uint8Array, TType extends string = 'bytes'>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue, TType> = {},
): Need<TContext, TType, { readonly value: TValue }> {
  checkOptions('peek', options, NEED_OPTIONS);
  return new PeekNeed(count, options.event ?? 'bytes', options.decode ?? keep);
}

class PeekNeed extends BytesNeed {
  override readonly kind = 'peek';

  override get words(): string {
    return `looks at ${countText(this.count)}`;
  }

  override usual(): undefined {
    return undefined;
  }

  override take(input: Intake, context: unknown): Taken {
    const count = countIn(this.count, context);
    if (!isCount(count)) return badCount(count);
    const { queue } = input;
    if (queue.length < count) return input.starved(count);
    const frame = queue.peek(count, input.window);
    // More may lie in the same piece.
    frame.end = frame.start + count;
    return deliver(this, frame, input, context);
  }
}
