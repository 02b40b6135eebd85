/** Requests with many replies, and subscriptions: what comes of them is iterated over. */
import { localError } from '../errors/core-errors.js';
import type { Call } from './call.js';
import type { Calls } from './calls.js';
import { Feed, type WaitingLimits } from './feed.js';
import { iterate } from './iterate.js';

/** Sends a request and iterates over its replies. One that is left consumes the rest of them. @throws as {@link Calls.ask} */
export function stream<TIn, TOut>(
  calls: Calls<TIn, TOut>,
  message: TOut,
  most: WaitingLimits,
  now: () => number,
  timeout?: number,
): Streamed<TIn, TOut> {
  const feed = new Feed<TIn>(
    {
      // Who has replies to take does not wait for the remote.
      feedIsFull(full) {
        if (call.isAwaited) call.waits(!full);
        if (!full) call.since = Math.max(call.since, now());
        calls.streamIsFull(full);
      },
      feedOverflows: (limit) => calls.feedOverflows(limit),
      feedGrows: (feed, bytes) => calls.feedGrows(feed, bytes),
      feedIsEmpty: (feed) => calls.feedIsEmpty(feed),
      feedIsWorkedOn: (is) => calls.feedIsWorkedOn(is),
    },
    most,
  );
  const call = calls.ask(
    message,
    {
      reply(reply, last) {
        feed.push(reply);
        if (last) feed.end();
      },
      fail: (error) => feed.end(error),
    },
    timeout,
  );
  const leave = () => {
    call.release();
    feed.end();
    feed.clear();
  };
  return { call, feed, replies: iterate(feed, leave) };
}

/**
 * Subscribes, and iterates over what comes of it. One that is left unsubscribes.
 *
 * @throws LocalError `no-subscription`, and as {@link Calls.ask}
 */
export function subscribe<TIn, TOut>(calls: Calls<TIn, TOut>, message: TOut, most: WaitingLimits): Streamed<TIn, TOut> {
  const { subscriptions } = calls;
  const topics = calls.replies?.topics?.(message);
  if (topics === undefined) throw localError('no-subscription');
  const feed = new Feed<TIn>(calls, most);
  const call = calls.ask(message, {
    reply() {},
    fail(error) {
      subscriptions.forget(subscriptions.leave(topics, feed));
      feed.end(error);
    },
  });
  subscriptions.open(topics, feed);
  const leave = () => {
    feed.end();
    feed.clear();
    const left = subscriptions.leave(topics, feed);
    const end = left.length === 0 ? undefined : calls.replies?.unsubscribe?.(left);
    if (end === undefined) return;
    const forget = () => subscriptions.forget(left);
    try {
      calls.ask(end, { reply: (_, last) => last && forget(), fail: forget });
    } catch {
      // The connection is over, or takes nothing more: so is the subscription.
    }
  };
  return { call, feed, replies: iterate(feed, leave) };
}

export interface Streamed<TIn, TOut> {
  readonly call: Call<TIn, TOut>;
  readonly feed: Feed<TIn>;
  readonly replies: AsyncIterableIterator<TIn, undefined>;
}
