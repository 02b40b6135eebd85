/** What a client is connected with, besides what every connection is. */
import type { Untaken } from '../calls/untaken.js';
import type { ConnectionOptions } from '../connection/prepare.js';
import type { AbortSignalLike } from '../transport/transport.js';

export interface ConnectClientOptions extends ConnectionOptions {
  /** Gives up connecting, or resets the connection, when it fires. */
  readonly signal?: AbortSignalLike;
  /**
   * What becomes of messages that arrive faster than they are taken. Default: what the protocol says, and else `'fail'` for those
   * that nobody asked for, `'pause'` for the replies of a {@link Client.stream}.
   */
  readonly untaken?: Untaken;
  /** An event of the connection that is not a message: `piece`, `end`, `failed`, `writable`, `closed` and what the protocol emits. */
  readonly onEvent?: (
    event: { readonly type: string },
    client: { readonly state: (half: 'read' | 'write') => string },
  ) => void;
}
