/** Everything through a last byte. */
import { type Count, keep, type NeedOptions } from './options.js';
import type { UntilNeed } from './until.js';

/**
 * Everything through the first byte for which `isLast` holds, delivered as `{ type: event, value }` with that byte: a
 * variable-length number, say, whose last byte has its top bit clear. `max` counts that byte.
 */
export function through<TContext = never, TValue = Uint8Array>(
  isLast: (byte: number) => boolean,
  options: NeedOptions<TContext, TValue> & { readonly max: Count<TContext> },
): UntilNeed {
  return {
    kind: 'until',
    delimiter: isLast,
    behind: 0,
    max: options.max,
    orEnd: false,
    discard: false,
    event: options.event ?? 'bytes',
    decode: options.decode ?? keep,
  };
}
