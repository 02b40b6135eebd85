/** What a client is connected with, besides what every connection is. */
import type { Untaken } from '../../calls/untaken.js';
import type { ConnectionOptions } from '../../connection/prepare.js';
import type { AbortSignalLike } from '../../transport/transport.js';
import type { SharedBudget } from '../shared-budget.js';

export interface ConnectClientOptions extends ConnectionOptions {
  /** Gives up connecting, or resets the connection, when it fires. */
  readonly signal?: AbortSignalLike;
  /**
   * What becomes of messages that arrive faster than they are taken. Default: what the protocol says, and else `'fail'` for those
   * that nobody asked for, `'pause'` for the replies of a {@link Client.stream}.
   */
  readonly untaken?: Untaken;
  /**
   * Bytes that the client may hold, roughly: input that waits or belongs to a message that is not whole, messages that nobody has taken,
   * and output that waits. Looked at whenever a sixteenth of it has arrived. One that holds more is reset, with the LocalError
   * `limit-buffered-total`, and what nobody has taken is forgotten. What {@link sharedBudget} makes is a number that several clients
   * share: then the one that holds most is reset. From 1, or Infinity. Default 512 MiB; a {@link pool} shares that.
   */
  readonly bufferedTotal?: number | SharedBudget;
  /** An event of the connection that is not a message: `piece`, `end`, `failed`, `writable`, `closed` and what the protocol emits. */
  readonly onEvent?: (
    event: { readonly type: string },
    client: { readonly state: (half: 'read' | 'write') => string },
  ) => void;
}
