/** Calling: connects a protocol to an endpoint. */
import { type ConnectionOptions, prepare } from '../connection/prepare.js';
import type { Protocol } from '../protocol.js';
import type { AbortSignalLike, Endpoint } from '../transport/transport.js';
import { Client } from './client.js';

export interface ConnectClientOptions extends ConnectionOptions {
  /** Gives up connecting, or resets the connection, when it fires. */
  readonly signal?: AbortSignalLike;
  /** An event of the connection that is not a message: `piece`, `end`, `failed`, `writable`, `closed` and what the protocol emits. */
  readonly onEvent?: (
    event: { readonly type: string },
    client: { readonly state: (half: 'read' | 'write') => string },
  ) => void;
}

/**
 * Connects.
 *
 * @throws TransportError of stage `resolve` or `connect` (for example code `ECONNREFUSED`), TimeoutError `connect`, or the
 *   signal's reason.
 * @example
 * await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: 65432 }));
 * const reply = await client.request(json({ action: 'search', value: 'morpheus' }));
 */
export async function connect<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  endpoint: Endpoint,
  options: ConnectClientOptions = {},
): Promise<Client<TIn, TOut>> {
  const prepared = prepare(protocol, 'client', options);
  const { signal } = options;
  const transport = await endpoint.connect(signal === undefined ? {} : { signal });
  return new Client(prepared, transport, endpoint.clock, options);
}
