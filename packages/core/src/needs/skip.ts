/** Everything through a delimiter, dropped. */
import { type UntilNeed, until } from './until.js';

/** Everything up to and with `delimiter` is dropped as it arrives, however much it is; then the machine gets `{ type: event }`. */
export function skipUntil(delimiter: string | Uint8Array, options: { readonly event?: string } = {}): UntilNeed {
  const { event = 'skipped' } = options;
  return { ...until(delimiter, { max: Number.POSITIVE_INFINITY, event, decode: () => undefined }), discard: true };
}
