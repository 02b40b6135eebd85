/** So many bytes. */
import { type Count, type Decode, keep, type NeedOptions } from './options.js';

/** Exactly `count` bytes, then one event `{ type, value }`. */
export interface BytesNeed {
  readonly kind: 'bytes';
  readonly count: Count<never>;
  /** Whether they are only looked at: the next state reads them again. */
  readonly peek: boolean;
  readonly event: string;
  readonly decode: Decode<never, unknown>;
}

/** Exactly `count` bytes (0 is allowed and met at once), delivered as `{ type: event, value }`. */
export function bytes<TContext = never, TValue = Uint8Array>(
  count: Count<TContext>,
  options: NeedOptions<TContext, TValue> = {},
): BytesNeed {
  return { kind: 'bytes', count, peek: false, event: options.event ?? 'bytes', decode: options.decode ?? keep };
}
