/** Everything through a delimiter, dropped. */
import { checkOptions } from '../errors/check-options.js';
import type { Intake, Taken } from '../input/intake.js';
import type { Need } from './need.js';
import { delimiterOf } from './until.js';
import { bytesText } from './words.js';

/**
 * Everything up to and with `delimiter` is dropped as it arrives, however much it is; then the machine gets `{ type: event }`.
 *
 * @throws RangeError when the delimiter is empty, TypeError when it is neither text nor bytes.
 */
export function skipUntil<TType extends string = 'skipped'>(
  delimiter: string | Uint8Array,
  options: { readonly event?: TType } = {},
): Need<unknown, TType, { readonly value: undefined }> {
  checkOptions('skipUntil', options, { event: true });
  return new SkipNeed(delimiterOf(delimiter), options.event ?? 'skipped');
}

class SkipNeed implements Need {
  readonly kind = 'skip';
  readonly event: string;
  readonly delimiter: Uint8Array;

  constructor(delimiter: Uint8Array, event: string) {
    this.delimiter = delimiter;
    this.event = event;
  }

  get words(): string {
    return `skips all through ${bytesText(this.delimiter)}`;
  }

  take(input: Intake): Taken {
    const { queue } = input;
    const found = queue.indexOf(this.delimiter);
    if (found < 0) {
      input.skipper = this;
      input.skipped += queue.scanned;
      queue.skip(queue.scanned);
      return input.starved(Number.POSITIVE_INFINITY);
    }
    queue.skip(found + this.delimiter.length);
    input.frameLength = queue.offset - input.frameOffset;
    input.skipped = 0;
    return { type: this.event, value: undefined };
  }

  /** However much there is: it is not held. */
  lacks(): boolean {
    return true;
  }
}
