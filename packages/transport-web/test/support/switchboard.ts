/** Endpoints in one process for transports that come in pairs: somebody listens under a name, and who calls it gets the other end. */
import {
  type Address,
  type ConnectOptions,
  type Endpoint,
  type ListenOptions,
  type Transport,
  TransportError,
} from '@wirechart/core';
import { webClock } from '../../src/index.js';

type Pair = (client: Address, server: Address) => readonly [client: Transport, server: Transport];

export function switchboard(pair: Pair) {
  const listening = new Map<string, (transport: Transport) => void>();
  let callers = 0;
  let names = 0;

  const at = (address: Address & { readonly kind: 'name' }): Endpoint => ({
    clock: webClock,
    async connect({ signal }: ConnectOptions = {}) {
      if (signal?.aborted) throw signal.reason;
      await null;
      if (signal?.aborted) throw signal.reason;
      const accept = listening.get(address.name);
      if (accept === undefined) {
        throw new TransportError(
          'connect',
          'ECONNREFUSED',
          `cannot connect to ${address.name}: nobody listens (ECONNREFUSED)`,
        );
      }
      const [client, server] = pair({ kind: 'name', name: `caller-${callers++}` }, address);
      accept(server);
      return client;
    },
    async listen(accept, { signal }: ListenOptions = {}) {
      if (signal?.aborted) throw signal.reason;
      if (listening.has(address.name)) {
        throw new TransportError('listen', 'EADDRINUSE', `cannot listen on ${address.name}: in use (EADDRINUSE)`);
      }
      listening.set(address.name, accept);
      const stop = () => void listening.delete(address.name);
      signal?.addEventListener('abort', stop, { once: true });
      return {
        address,
        async close() {
          stop();
        },
      };
    },
  });
  return {
    place: () => ({
      listening: at({ kind: 'name', name: `place-${names++}` }),
      connecting: (address: Address) => at(address as Address & { readonly kind: 'name' }),
    }),
  };
}
