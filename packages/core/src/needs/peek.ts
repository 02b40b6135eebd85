/** So many bytes, looked at and left where they are. */
import { type BytesNeed, bytes } from './bytes.js';
import type { Count, NeedOptions } from './options.js';

/**
 * As {@link bytes}, but the bytes stay where they are for the next state or protocol to read: what is spoken can be told by
 * how it begins. The event must lead to a state that reads them, or the machine looks at them for ever.
 */
export function peek<TContext = never, TValue = Uint8Array>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue> = {},
): BytesNeed {
  return { ...bytes(count, options), peek: true };
}
