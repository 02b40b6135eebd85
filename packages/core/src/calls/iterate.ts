/** Iterators over what a feed brings. */
import type { Feed } from './feed.js';

/** @param leave what to do when the iterator is left before its end; default nothing: another one goes on where it was */
export function iterate<T>(feed: Feed<T>, leave?: () => void): AsyncIterableIterator<T, undefined> {
  return iterator((by) => feed.next(by), feed, leave);
}

/** All that waits at a time, as a list that is never empty. */
export function iterateBatches<T>(feed: Feed<T>): AsyncIterableIterator<readonly T[], undefined> {
  return iterator((by) => feed.nextBatch(by), feed, undefined);
}

function iterator<T>(
  next: (by: object) => Promise<IteratorResult<T, undefined>>,
  feed: Pick<Feed<T>, 'leave'>,
  leave: (() => void) | undefined,
): AsyncIterableIterator<T, undefined> {
  let left = false;
  const own: AsyncIterableIterator<T, undefined> = {
    next: () => (left ? Promise.resolve({ done: true, value: undefined }) : next(own)),
    return: () => {
      left = true;
      feed.leave(own);
      leave?.();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return own;
}
