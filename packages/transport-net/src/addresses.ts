/** The two ends of a socket as addresses. */
import { isIPv4, type Socket } from 'node:net';
import type { Address } from '@wirechart/core';

/** An IP address; an IPv4 remote of a dual-stack listener (`::ffff:192.0.2.1`) is written as the IPv4 address that it is. */
export function ipAddress(host: string, port: number): Address {
  const plain = host.startsWith(MAPPED) && isIPv4(host.slice(MAPPED.length)) ? host.slice(MAPPED.length) : host;
  return { kind: 'ip', host: plain, port, family: isIPv4(plain) ? 4 : 6 };
}

/** The local end of an open TCP socket. */
export function localAddress(socket: Socket): Address {
  return addressOf(socket.localAddress, socket.localPort);
}

/** The remote end of an open TCP socket. */
export function remoteAddress(socket: Socket): Address {
  return addressOf(socket.remoteAddress, socket.remotePort);
}

/** The end of a Unix socket that was not bound to a path, as that of every client (unix(7), "unnamed"). */
export const UNNAMED: Address = { kind: 'name', name: 'unnamed' };

function addressOf(host: string | undefined, port: number | undefined): Address {
  return host === undefined || port === undefined ? UNKNOWN : ipAddress(host, port);
}

/** The system tells no address any more once a connection is gone, which can be before it is accepted. */
export const UNKNOWN: Address = { kind: 'name', name: 'unknown' };

const MAPPED = '::ffff:';
