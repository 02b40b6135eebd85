/** TLS over TCP or Unix sockets. */
import { checkOptions, type Endpoint } from '@wirechart/core';
import { serverChannels } from '../channels.js';
import { TCP_OPTIONS, type TcpOptions, tcpEndpoint } from '../tcp.js';
import { UNIX_OPTIONS, type UnixOptions, unixEndpoint } from '../unix.js';
import type { OpeningTransport } from './opening-transport.js';
import { Securing } from './securing.js';
import type { Identities } from './server-side.js';
import { TLS_SETTINGS, type TlsSettings } from './settings.js';

export type TlsOptions = TlsSettings & (Omit<TcpOptions, 'startTls'> | Omit<UnixOptions, 'startTls'>);

export interface TlsEndpoint extends Endpoint {
  /**
   * Shows other certificates, or trusts others (`ca`, `crl`), from the next handshake on. Connections that are open go on. Sessions can be
   * resumed as before, but not when others are trusted: then every client shows its certificate again.
   *
   * @throws RangeError naming a certificate, key or list that is none, Error of OpenSSL for a key of another certificate; TypeError for a part of an unknown name. Then those before stay.
   */
  renew(identities: Identities): void;
}

/**
 * An endpoint of TLS, over TCP (`port`) or over a Unix socket (`path`).
 *
 * A client checks that the server's certificate is for `serverName` (by default the host), valid, and of an authority that
 * Node or `ca` trusts; its `connect` resolves when the handshake is over. A server needs `cert` and `key`, and takes a
 * connection at once: its handshake counts against the limits, and its failure is the failure of that connection, a
 * {@link HandshakeError} or the DeadlineError `handshake`.
 *
 * @throws RangeError naming an option that is out of range; TypeError for an option of an unknown name; from `connect`
 *   and `listen`, Error of OpenSSL for a key of another certificate, or a list of revoked ones that it cannot read; `listen` throws a
 *   TypeError without a certificate
 * @example
 * const server = await serve(jsonHeader(), answer, tls({ port: 65432, cert, key }));
 * const client = await connect(jsonHeader(), tls({ host: 'example.org', port: 65432 }));
 */
export function tls(options: TlsOptions): TlsEndpoint {
  checkOptions<object>('tls', options, { ...TCP_OPTIONS, ...UNIX_OPTIONS, ...TLS_SETTINGS });
  const { closeTimeout = 10_000 } = options;
  const securing = new Securing(options, 'path' in options ? '' : (options.host ?? '127.0.0.1'), closeTimeout, true);
  const plain = 'path' in options ? unixEndpoint(options, securing) : tcpEndpoint(options, securing);
  return {
    clock: plain.clock,
    channels: serverChannels,
    async connect(options) {
      const transport = (await plain.connect(options)) as OpeningTransport;
      return await transport.opened(options?.signal);
    },
    listen: plain.listen,
    renew: (identities) => securing.renew(identities),
  };
}
