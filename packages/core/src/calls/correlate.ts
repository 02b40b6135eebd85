/** Finds requests in the way that a protocol's replies belong to them. */
import { CallsByKey } from './calls-by-key.js';
import { CallsInOrder } from './calls-in-order.js';
import type { Correlation } from './correlation.js';
import type { Replies } from './replies.js';

export function correlate<TIn, TOut>(replies: Replies<TIn, TOut> | undefined): Correlation<TIn, TOut> {
  return replies?.by === 'key' ? new CallsByKey(replies) : new CallsInOrder(replies);
}
