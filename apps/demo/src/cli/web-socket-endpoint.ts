/** Serving browsers: the same bytes in the binary messages of WebSockets. */
import { type Endpoint, type Listener, TransportError } from '@wirechart/core';
import { type WebSocketServerLike, webSocketServerEndpoint } from '@wirechart/transport-web';
import { WebSocketServer } from 'ws';
import type { Place, TlsServerSettings } from './endpoint.js';
import { isPath } from './parameters.js';
import { UsageError } from './usage-error.js';

/**
 * An endpoint whose listener has a WebSocketServer of its own.
 *
 * @throws UsageError for TLS, which it would not speak, and for a Unix socket
 */
export function webSocketServing({ host, port }: Place, { tls, cert, key }: TlsServerSettings): Endpoint {
  if (tls || cert !== undefined || key !== undefined) throw new UsageError('--websocket does not go with --tls here');
  if (isPath(host)) throw new UsageError('--websocket wants a host and a port');
  const idle = webSocketServerEndpoint({ on() {}, off() {} });
  return {
    clock: idle.clock,
    connect: idle.connect,
    async listen(accept, options): Promise<Listener> {
      const server = new WebSocketServer({ host, port, perMessageDeflate: false });
      await new Promise<void>((resolve, reject) => {
        server.once('listening', resolve);
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const { code = 'UNKNOWN' } = cause;
          reject(new TransportError('listen', code, `${cause.message} (${code})`, { cause }));
        });
      });
      const at = server.address() as { readonly address: string; readonly port: number; readonly family: string };
      const address = { kind: 'ip', host: at.address, port: at.port, family: at.family === 'IPv6' ? 6 : 4 } as const;
      const listener = await webSocketServerEndpoint(server as WebSocketServerLike).listen(accept, options);
      return {
        address,
        async close() {
          await listener.close();
          server.close();
        },
      };
    },
  };
}
