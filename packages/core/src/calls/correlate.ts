/** Finds requests in the way that a protocol's replies belong to them. */
import { checkWord } from '../errors/check-arguments.js';
import { CallsByKey } from './calls-by-key.js';
import { CallsInOrder } from './calls-in-order.js';
import type { Correlation } from './correlation.js';
import type { Replies } from './replies.js';

export function correlate<TIn, TOut>(replies: Replies<TIn, TOut> | undefined): Correlation<TIn, TOut> {
  if (replies !== undefined) checkWord('`by` of the replies', replies.by, ['order', 'key']);
  return replies?.by === 'key' ? new CallsByKey(replies) : new CallsInOrder(replies);
}
