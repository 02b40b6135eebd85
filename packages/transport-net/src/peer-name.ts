/** Who is at the other end of a TCP socket, as little as has to be kept of that: it is asked once, and there may be many sockets. */
import type { Socket } from 'node:net';

/** What the system tells of it: nothing, once the connection is gone. */
export interface PeerName {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** An IPv4 address as the number that it is, in 32 bits; any other as it is written. */
export type PackedHost = number | string;

/** Node would keep what it asks for with the socket, in two objects. */
export function peerNameOf(socket: Socket): PeerName {
  const { _handle } = socket as { readonly _handle?: { readonly getpeername?: (found: object) => number } | null };
  if (typeof _handle?.getpeername !== 'function') return { address: socket.remoteAddress, port: socket.remotePort };
  const found: PeerName = {};
  _handle.getpeername(found);
  return found;
}

/** @param host as the system writes it. An IPv4 remote of a dual-stack listener is the IPv4 address that it is. */
export function packHost(host: string): PackedHost {
  let packed = 0;
  let part = 0;
  for (let at = host.startsWith(MAPPED) ? MAPPED.length : 0; at < host.length; at++) {
    const digit = host.charCodeAt(at) - ZERO;
    if (digit === DOT) {
      packed = (packed << 8) | part;
      part = 0;
    } else if (digit >= 0 && digit <= 9) part = 10 * part + digit;
    else return host;
  }
  return (packed << 8) | part;
}

export function unpackHost(host: PackedHost): string {
  if (typeof host === 'string') return host;
  return `${host >>> 24}.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`;
}

const MAPPED = '::ffff:';
const ZERO = '0'.charCodeAt(0);
const DOT = '.'.charCodeAt(0) - ZERO;
