/** All that follows, in one piece. */
import { type Count, type Decode, keep, type NeedOptions } from './options.js';

/** Everything until the end of input, in one piece, then one event `{ type, value }`. */
export interface RemainderNeed {
  readonly kind: 'remainder';
  readonly max: Count<never>;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/**
 * Everything until the end of input, delivered as one `{ type: event, value }` in place of `eof`; also when it is nothing.
 * More than `max` bytes are the RemoteError `frame-too-long`.
 */
export function remainder<TContext = never, TValue = Uint8Array>(
  options: NeedOptions<TContext, TValue> & { readonly max: Count<TContext> },
): RemainderNeed {
  return { kind: 'remainder', max: options.max, event: options.event ?? 'bytes', decode: options.decode ?? keep };
}
