/** So many bytes. */

import { checkOptions } from '../errors/check-options.js';
import type { Intake, Taken } from '../input/intake.js';
import type { HalfInput } from '../limits.js';
import type { Need, UsualTaking } from './need.js';
import { type Count, type Decode, keep, NEED_OPTIONS, type NeedOptions } from './options.js';
import { badCount, countIn, countSource, deliver, deliverSource, isCount } from './taking.js';
import { countText } from './words.js';

/** Exactly `count` bytes (0 is allowed and met at once), delivered as `{ type: event, value }`. */
export function bytes<TContext = HalfInput, TValue = Uint8Array, TType extends string = 'bytes'>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue, TType> = {},
): Need<TContext, TType, { readonly value: TValue }> {
  checkOptions('bytes', options, NEED_OPTIONS);
  return new BytesNeed(count, options.event ?? 'bytes', options.decode ?? keep);
}

/** @internal What `peek` waits for is the same. */
export class BytesNeed implements Need {
  readonly kind: string = 'bytes';
  readonly event: string;
  readonly decode: Decode<never, unknown>;
  readonly count: Count<never>;

  constructor(count: Count<never>, event: string, decode: Decode<never, unknown>) {
    this.count = count;
    this.event = event;
    this.decode = decode;
  }

  get words(): string {
    return `needs ${countText(this.count)}`;
  }

  take(input: Intake, context: unknown): Taken {
    const count = countIn(this.count, context);
    if (!isCount(count)) return badCount(count);
    const { queue } = input;
    if (queue.length < count) return input.starved(count);
    return deliver(this, queue.take(count, input.window), input, context);
  }

  usual(need: string): UsualTaking | undefined {
    const count = countSource(need, 'count', this.count);
    return {
      declarations: `${count.declarations} const decode$${need} = ${need}.decode;`,
      isThere: (leave) => `${count.statements(leave)}
      const upTo = queue.cursor + count;
      const isThere = count >>> 0 === count && upTo <= queue.end;`,
      event: (type, otherwise) => deliverSource(TAKE, `decode$${need}`, type, otherwise),
    };
  }

  lacks(input: Intake | undefined, context: unknown): boolean {
    const count = countIn(this.count, context);
    return isCount(count) && (input === undefined ? 0 : input.queue.length) < count;
  }
}

/** As `take` of the queue, where all lies in the head. */
const TAKE = `frame.buffer = queue.head;
      frame.start = queue.cursor;
      frame.end = upTo;
      frame.filled = queue.end;
      queue.cursor = upTo;
      if (upTo === queue.end) queue.nextChunk();`;
