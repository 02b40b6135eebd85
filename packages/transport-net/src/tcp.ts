/** TCP over node:net. */
import { type AddressInfo, isIP, type LookupFunction, type Server } from 'node:net';
import { type Address, type Endpoint, formatAddress } from '@wirechart/core';
import { ipAddress, localAddress } from './addresses.js';
import { dial } from './dial.js';
import { listenOn } from './listen.js';
import { checkBacklog, checkPort, checkTimeout } from './ranges.js';
import { resolveHost } from './resolve-host.js';
import { StreamTransport } from './stream-transport.js';
import { systemClock } from './system-clock.js';
import { type Securing, securingFor } from './tls/securing.js';
import type { TlsSettings } from './tls/settings.js';

export interface TcpOptions {
  /**
   * IP address or name. Default `127.0.0.1`: what listens is not open to the network unless that is asked for.
   * `''` is every interface when listening (IPv6 and IPv4 where the system has both), and this machine when connecting.
   */
  readonly host?: string;
  /** From 0 to 65,535. 0 lets the system choose when listening: {@link Listener.address} tells. */
  readonly port: number;
  /** 4 or 6 allows only that family of addresses. Default: either; connecting tries both (RFC 8305). */
  readonly family?: 4 | 6;
  /** Connections that the system holds until they are accepted. Default 511; the system may cut it (`net.core.somaxconn`). */
  readonly backlog?: number;
  /** On `''` and `::`, leaves IPv4 alone. Default false. */
  readonly ipv6Only?: boolean;
  /** Milliseconds from the look-up of the name to the open connection. Default 10,000. */
  readonly connectTimeout?: number;
  /** Milliseconds that a closed connection has left for the system to take its last output; then it is reset. Default 10,000. */
  readonly closeTimeout?: number;
  /** Resolves names. Default: `lookup` of node:dns. */
  readonly lookup?: LookupFunction;
  /** TLS for protocols that switch to it in the middle of a connection (STARTTLS). Default: none. */
  readonly startTls?: TlsSettings;
}

/**
 * An endpoint of TCP: where to connect to, or where to listen. Nagle's delay is off, an address can be listened on again at
 * once (SO_REUSEADDR), and each direction ends by itself.
 *
 * @throws RangeError naming an option that is out of range
 * @example
 * const server = await serve(jsonHeader(), answer, tcp({ port: 0 }));
 * const client = await connect(jsonHeader(), tcp({ host: 'example.org', port: 65432 }));
 */
export function tcp(options: TcpOptions): Endpoint {
  return tcpEndpoint(options, securingFor(options.startTls, options.host ?? LOOPBACK, options.closeTimeout));
}

/** @internal */
export function tcpEndpoint(options: TcpOptions, securing: Securing | undefined): Endpoint {
  const { host = LOOPBACK, port, family, backlog = 511, ipv6Only = false, lookup } = options;
  const { connectTimeout = 10_000, closeTimeout = 10_000 } = options;
  checkPort(port);
  checkBacklog(backlog);
  checkTimeout('connectTimeout', connectTimeout);
  checkTimeout('closeTimeout', closeTimeout);
  const name = nameOf(host, port);
  const atClient = { remote: undefined, closeTimeout, secure: securing?.asClient };
  const atServer = { remote: undefined, closeTimeout, secure: securing?.asServer };

  return {
    clock: systemClock,
    connect: (options) =>
      dial(
        {
          target: {
            host,
            port,
            ...(family === undefined ? {} : { family }),
            ...(lookup === undefined ? {} : { lookup }),
          },
          name: host === '' ? nameOf('localhost', port) : name,
          timeout: connectTimeout,
          wrap: (socket) => new StreamTransport(socket, localAddress(socket), atClient),
        },
        options,
      ),
    async listen(accept, options) {
      const ip = await resolveHost(
        host === '' ? everyInterface(family, ipv6Only) : host,
        family,
        lookup,
        options?.signal,
      );
      return listenOn(
        {
          target: { port, backlog, ipv6Only, ...(ip === '' ? {} : { host: ip }) },
          name,
          addressOf,
          wrap(socket, listening) {
            const local = isEveryInterface(listening) ? localAddress(socket) : listening;
            return new StreamTransport(socket, local, atServer);
          },
        },
        accept,
        options,
      );
    },
  };
}

const LOOPBACK = '127.0.0.1';

function nameOf(host: string, port: number): string {
  return isIP(host) === 0 ? `${host}:${port}` : formatAddress(ipAddress(host, port));
}

/** Left open, Node listens on `::` and falls back to `0.0.0.0` where there is no IPv6; but it forgets `ipv6Only`. */
function everyInterface(family: 4 | 6 | undefined, ipv6Only: boolean): string {
  if (family === 4) return '0.0.0.0';
  return family === 6 || ipv6Only ? '::' : '';
}

function isEveryInterface(address: Address): boolean {
  return address.kind === 'ip' && (address.host === '::' || address.host === '0.0.0.0');
}

function addressOf(server: Server): Address {
  const { address, port } = server.address() as AddressInfo;
  return ipAddress(address, port);
}
