/** What can be said of one request, besides its message. */
import type { AbortSignalLike } from '../../transport/transport.js';

export interface RequestOptions {
  /** Gives up waiting; the reply, when it comes, is consumed and dropped, and the connection goes on. */
  readonly signal?: AbortSignalLike;
  /**
   * Milliseconds from the call to the (last) reply, or Infinity, in place of the time-out `reply`. Where replies come in the
   * order of the requests, what comes later could be mistaken: there the connection ends with it.
   */
  readonly timeout?: number;
}
