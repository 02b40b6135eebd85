/** What a handshake agreed on. */
import type { AgreedCompression } from '../compression.js';
import type { Fields } from '../http/head.js';

export interface Upgrade {
  /** The request's target: path and query, such as `/chat?room=1`. */
  readonly target: string;
  /** The subprotocol that was agreed on. */
  readonly protocol: string | undefined;
  /** Fields of the remote's head by name in lower case: those of the request at a server, of the response at a client. */
  readonly fields: Fields;
  /** The compression that was agreed on; undefined for none. */
  readonly compression: AgreedCompression | undefined;
}

/** What the handshake of a connection agreed on; undefined before it is over. Takes the peer of a server's handler, or a client. */
export function upgradeOf({ previous }: { readonly previous: unknown }): Upgrade | undefined {
  return previous as Upgrade | undefined;
}
