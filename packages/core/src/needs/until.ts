/** Everything up to a delimiter. */

import { encodeUtf8 } from '../bytes/text.js';
import { isBytes } from '../bytes/views.js';
import { shown } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import type { Intake, Taken } from '../input/intake.js';
import type { HalfInput } from '../limits.js';
import type { Need, UsualTaking } from './need.js';
import { type Count, type Decode, keep, NEED_OPTIONS, type NeedOptions } from './options.js';
import { badCount, countIn, countSource, deliver, deliverSource, isMost, tooLong } from './taking.js';
import { bytesText } from './words.js';

export interface UntilOptions<TContext, TValue, TType extends string = string>
  extends NeedOptions<TContext, TValue, TType> {
  /** Longest frame in bytes, without the delimiter. A longer one is the RemoteError `frame-too-long`. */
  readonly max: Count<TContext>;
  /** Lets the end of input end a last frame that has no delimiter. Default false: it is the RemoteError `truncated`. */
  readonly orEnd?: boolean;
}

/**
 * Everything up to `delimiter` (text or bytes, not empty), delivered as `{ type: event, value }` without the delimiter.
 *
 * @throws RangeError when the delimiter is empty, TypeError when it is neither text nor bytes.
 */
export function until<TContext = HalfInput, TValue = Uint8Array, TType extends string = 'bytes'>(
  delimiter: string | Uint8Array,
  options: UntilOptions<TContext, TValue, TType>,
): Need<TContext, TType, { readonly value: TValue }> {
  checkOptions<UntilOptions<never, unknown>>('until', options, { ...NEED_OPTIONS, max: true, orEnd: true });
  return new UntilNeed(delimiterOf(delimiter), options);
}

/** @throws RangeError when it is empty, TypeError when it is neither text nor bytes. */
export function delimiterOf(delimiter: string | Uint8Array): Uint8Array {
  const bytes = typeof delimiter === 'string' ? encodeUtf8(delimiter) : delimiter;
  if (!isBytes(bytes)) throw new TypeError(`a delimiter must be text or bytes (a Uint8Array), not ${shown(bytes)}`);
  if (bytes.length === 0) throw new RangeError('a delimiter must not be empty');
  return bytes;
}

class UntilNeed implements Need {
  readonly kind = 'until';
  readonly event: string;
  readonly decode: Decode<never, unknown>;
  readonly delimiter: Uint8Array;
  readonly max: Count<never>;
  readonly orEnd: boolean;

  constructor(delimiter: Uint8Array, options: UntilOptions<never, unknown>) {
    this.delimiter = delimiter;
    this.max = options.max;
    this.orEnd = options.orEnd ?? false;
    this.event = options.event ?? 'bytes';
    this.decode = options.decode ?? keep;
  }

  get words(): string {
    return `needs all up to ${bytesText(this.delimiter)}${this.orEnd ? ' or the end' : ''}`;
  }

  take(input: Intake, context: unknown): Taken {
    const max = countIn(this.max, context);
    if (!isMost(max)) return badCount(max);
    const { queue } = input;
    const delimiter = this.delimiter;
    const found = queue.indexOf(delimiter);
    if (found < 0) return this.takeEnd(max, input, context);
    if (found > max) return tooLong(max);
    const frame = queue.takeBefore(delimiter.length, found, input.window);
    return deliver(this, frame, input, context);
  }

  usual(need: string): UsualTaking {
    const max = countSource(need, 'max', this.max);
    return {
      declarations: `${max.declarations} const delimiter$${need} = ${need}.delimiter, past$${need} = delimiter$${need}.length, character$${need} = ${JSON.stringify(this.character)}, decode$${need} = ${need}.decode;`,
      isThere: (leave) => `${max.statements(leave)}
      let found = -1;
      if (queue.cursor < queue.end) {
        ${this.character === '' ? '' : `found = queue.indexInText(character$${need});`}
        if (found < 0) found = queue.indexOf(delimiter$${need});
      }
      const isThere = found >= 0 && found <= max;`,
      event: (type, otherwise) =>
        deliverSource(
          `const upTo = queue.cursor + found, next = upTo + past$${need};
      if (next < queue.end) {
        frame.buffer = queue.head;
        frame.start = queue.cursor;
        frame.end = upTo;
        frame.filled = queue.end;
        queue.cursor = next;
      } else queue.takeBefore(past$${need}, found, frame);`,
          `decode$${need}`,
          type,
          otherwise,
        ),
    };
  }

  /** The delimiter, where it is a single character of ASCII; else nothing. */
  private get character(): string {
    const [byte = 0] = this.delimiter;
    return this.delimiter.length === 1 && byte < 0x80 ? String.fromCharCode(byte) : '';
  }

  /** The delimiter has not arrived: what there is, if nothing more will. */
  private takeEnd(max: number, input: Intake, context: unknown): Taken {
    const { queue } = input;
    const { length } = this.delimiter;
    if (queue.scanned > max) return tooLong(max);
    if (!this.orEnd || input.end !== 'eof' || queue.length === 0) return input.starved(max + length + 1);
    if (queue.length > max) return tooLong(max);
    return deliver(this, queue.take(queue.length, input.window), input, context);
  }

  lacks(input: Intake | undefined, context: unknown): boolean {
    const max = countIn(this.max, context);
    if (!isMost(max)) return false;
    if (input === undefined) return true;
    const { queue } = input;
    // Who is held does not look for it: it may lie in what has arrived.
    return queue.length <= max + this.delimiter.length && queue.indexOf(this.delimiter) < 0;
  }
}
