/** Iterators over what a feed brings. */
import type { Feed } from './feed.js';

/** @param leave what to do when the iterator is left before its end; default nothing: another one goes on where it was */
export function iterate<T>(feed: Feed<T>, leave?: () => void): AsyncIterableIterator<T, undefined> {
  return {
    next: () => feed.next(),
    return: () => {
      feed.leave();
      leave?.();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
