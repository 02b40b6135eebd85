/** TCP over node:net. */
import { type AddressInfo, isIP, type LookupFunction, type Server, type Socket } from 'node:net';
import { type Address, checkOptions, type Endpoint, formatAddress, type OptionNames } from '@wirechart/core';
import { ipAddress, localAddress, remoteAddress } from './addresses.js';
import { serverChannels } from './channels.js';
import { dial } from './dial.js';
import { listenOn } from './listen.js';
import {
  checkAttemptDelay,
  checkBacklog,
  checkDescriptor,
  checkFamily,
  checkFlag,
  checkPort,
  checkText,
  checkTimeout,
} from './ranges.js';
import { addressesOf, resolveHost } from './resolve-host.js';
import { probing, socketOptionsFor } from './socket-options.js';
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
  /** From 0 to 65,535. 0 lets the system choose when listening: `address` of the listener tells. */
  readonly port: number;
  /**
   * 4 or 6 allows only that family of addresses. Default: either; connecting tries the addresses of both in turn, beside each
   * other (Happy Eyeballs, RFC 8305), and the first that answers is taken.
   */
  readonly family?: 4 | 6;
  /** Connections that the system holds until they are accepted. Default 511; the system may cut it (`net.core.somaxconn`). */
  readonly backlog?: number;
  /** On `''` and `::`, leaves IPv4 alone. Default false. */
  readonly ipv6Only?: boolean;
  /** Milliseconds from the look-up of the name to the open connection. Default 10,000. */
  readonly connectTimeout?: number;
  /** Milliseconds that an address has to answer before the next one is tried beside it, at least 10. Default 250 (RFC 8305, 5). */
  readonly attemptDelay?: number;
  /** Address of this machine to connect from. Allows only remote addresses of its family. Default: the system's choice. */
  readonly localAddress?: string;
  /** Port to connect from. Default: the system's choice. */
  readonly localPort?: number;
  /**
   * Milliseconds that a connection is idle before the system asks whether the remote is still there (SO_KEEPALIVE,
   * TCP_KEEPIDLE), at least 1000. Who does not answer is `ETIMEDOUT` after {@link keepAliveCount} times. Default: it does not ask.
   */
  readonly keepAlive?: number;
  /**
   * Milliseconds from one time that it asks to the next (TCP_KEEPINTVL), at least 1000; the system counts whole seconds. Default 1000.
   * Needs {@link keepAlive}, and Node 26.4 or a late 24: others always take the default, and the option is a RangeError.
   */
  readonly keepAliveInterval?: number;
  /** How often it asks before it gives up (TCP_KEEPCNT), from 1 to 127. Default 10. Needs what {@link keepAliveInterval} needs. */
  readonly keepAliveCount?: number;
  /** Sends at once what is written (TCP_NODELAY). Default true: the engine writes once in a turn, so waiting gains nothing. */
  readonly noDelay?: boolean;
  /**
   * Lets several processes listen on the same address, each with a queue of its own that the system fills in turn (SO_REUSEPORT).
   * Needs Node 23.1 and a system that has it; elsewhere listening fails. Default false: processes of node:cluster share one.
   */
  readonly reusePort?: boolean;
  /**
   * Listens on a socket that somebody else has opened, as a service manager does ({@link inheritedSockets}); `host` and `port` are then for
   * connecting alone. A socket of another kind is the TransportError `EAFNOSUPPORT`.
   */
  readonly fd?: number | undefined;
  /** Milliseconds that a closed connection has left for the system to take its last output; then it is reset. Default 10,000. */
  readonly closeTimeout?: number;
  /** Finds the addresses of a name. Default: `lookup` of node:dns, which asks the system. */
  readonly lookup?: LookupFunction;
  /** TLS for protocols that switch to it in the middle of a connection (STARTTLS). Default: none. */
  readonly startTls?: TlsSettings;
}

/**
 * An endpoint of TCP: where to connect to, or where to listen. Nagle's delay is off, an address can be listened on again at
 * once (SO_REUSEADDR), and each direction ends by itself.
 *
 * @throws RangeError naming an option that is out of range; TypeError for an option of an unknown name
 * @example
 * const server = await serve(jsonHeader(), answer, tcp({ port: 0 }));
 * const client = await connect(jsonHeader(), tcp({ host: 'example.org', port: 65432 }));
 */
export function tcp(options: TcpOptions): Endpoint {
  checkOptions<TcpOptions>('tcp', options, { ...TCP_OPTIONS, startTls: true });
  return tcpEndpoint(options, securingFor(options.startTls, options.host ?? LOOPBACK, options.closeTimeout));
}

/** @internal What TLS over TCP has as well. */
export const TCP_OPTIONS: OptionNames<Omit<TcpOptions, 'startTls'>> = {
  host: true,
  port: true,
  family: true,
  backlog: true,
  ipv6Only: true,
  connectTimeout: true,
  attemptDelay: true,
  localAddress: true,
  localPort: true,
  keepAlive: true,
  keepAliveInterval: true,
  keepAliveCount: true,
  noDelay: true,
  reusePort: true,
  fd: true,
  closeTimeout: true,
  lookup: true,
};

/** @internal */
export function tcpEndpoint(options: TcpOptions, securing: Securing | undefined): Endpoint {
  const { host = LOOPBACK, port, family, backlog = 511, ipv6Only = false, lookup } = options;
  const { connectTimeout = 10_000, closeTimeout = 10_000, attemptDelay = 250 } = options;
  const { localAddress: from, localPort, reusePort = false } = options;
  checkText('host', host);
  checkPort(port);
  checkBacklog(backlog);
  checkTimeout('connectTimeout', connectTimeout);
  checkTimeout('closeTimeout', closeTimeout);
  checkAttemptDelay(attemptDelay);
  if (localPort !== undefined) checkPort(localPort, 'localPort');
  if (from !== undefined && isIP(from) === 0) throw new RangeError(`localAddress must be an IP address, not ${from}`);
  if (family !== undefined) checkFamily(family);
  checkSource(from, host, family);
  for (const name of ['ipv6Only', 'noDelay', 'reusePort'] as const) checkFlag(name, options[name]);
  if (options.fd !== undefined) checkDescriptor(options.fd);
  const probe = probing(options);
  if (reusePort && !HAS_REUSE_PORT) throw new RangeError('reusePort needs Node 23.1 or later');
  const reused = reusePort ? { reusePort, exclusive: true } : {};
  const socketOptions = socketOptionsFor(options);
  const name = nameOf(host, port);
  const atClient = { remote: undefined, ownsSocket: true, closeTimeout, secure: securing?.asClient };
  const atServer = { remote: undefined, ownsSocket: true, closeTimeout, secure: securing?.asServer };
  const atQuietServer = { ...atServer, asksLate: true };
  const calledFamily = from === undefined ? family : (isIP(from) as 4 | 6);

  return {
    clock: systemClock,
    channels: serverChannels,
    async connect(options) {
      securing?.prepareClient();
      return dial(
        {
          name: host === '' ? nameOf('localhost', port) : name,
          host,
          timeout: connectTimeout,
          attemptDelay,
          options: socketOptions,
          resolve: (done) => addressesOf(host === '' ? 'localhost' : host, calledFamily, lookup, done),
          targetOf: ({ address }) => ({
            host: address,
            port,
            ...(from === undefined ? {} : { localAddress: from }),
            ...(localPort === undefined ? {} : { localPort }),
          }),
          wrap(socket) {
            probe?.(socket);
            if (securing?.atOnce) return securing.asClient(socket, localAddress(socket), remoteAddress(socket));
            return new StreamTransport(socket, localAddress(socket), atClient);
          },
        },
        options,
      );
    },
    async listen(accept, listening) {
      securing?.prepareServer();
      const post = {
        name,
        addressOf,
        options: socketOptions,
        wrap(socket: Socket, listening: Address, tellsAtOnce: boolean) {
          probe?.(socket);
          const local = isEveryInterface(listening) ? localAddress(socket) : listening;
          if (securing?.atOnce) return securing.asServer(socket, local, remoteAddress(socket));
          return new StreamTransport(socket, local, tellsAtOnce ? atServer : atQuietServer);
        },
      };
      if (options.fd !== undefined)
        return listenOn({ ...post, name: `fd ${options.fd}`, target: { fd: options.fd, backlog } }, accept, listening);
      const every = host === '' ? everyInterface(family, ipv6Only) : host;
      const ip = await resolveHost(every, family, lookup, listening?.signal);
      const target = { port, backlog, ipv6Only, ...(ip === '' ? {} : { host: ip }), ...reused };
      return listenOn({ ...post, target }, accept, listening);
    },
  };
}

/** From an address of one family nobody of the other can be called. @throws RangeError */
function checkSource(from: string | undefined, host: string, family: 4 | 6 | undefined): void {
  if (from === undefined) return;
  const own = isIP(from);
  const called = isIP(host) === 0 ? family : isIP(host);
  if (called !== undefined && called !== own) {
    const whom = isIP(host) === 0 ? `family is ${family}` : `host is ${host}`;
    throw new RangeError(`localAddress is of IPv${own}, and ${whom}`);
  }
}

const [MAJOR = 0, MINOR = 0] = process.versions.node.split('.').map(Number);
const HAS_REUSE_PORT = MAJOR > 23 || (MAJOR === 23 && MINOR >= 1);

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

function addressOf(server: Server): Address | undefined {
  const found = server.address() as AddressInfo | string | null;
  return found === null || typeof found === 'string' ? undefined : ipAddress(found.address, found.port);
}
