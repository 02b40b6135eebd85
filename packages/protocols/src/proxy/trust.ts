/** Who may speak for others. */
import type { Address, Addresses } from '@wirechart/core';
import { parseIp, unmapped } from './ip.js';

/**
 * Sources that may send a PROXY header: addresses (`192.0.2.1`, `2001:db8::1`), networks (`10.0.0.0/8`, `fd00::/8`) and
 * `unix` for whoever may open the Unix socket that is served; or a function of the transport's addresses, which are
 * undefined where a connection was opened without a transport.
 */
export type Trusted = readonly (string | 'unix')[] | ((addresses: Addresses | undefined) => boolean);

/** Whether a connection comes from one that is trusted. @throws RangeError for an entry that is neither an address nor a network. */
export function trust(trusted: Trusted): (addresses: Addresses | undefined) => boolean {
  if (typeof trusted === 'function') return trusted;
  const networks = trusted.filter((entry) => entry !== 'unix').map(networkOf);
  const trustsUnix = trusted.includes('unix');
  return (addresses) => {
    if (addresses === undefined) return false;
    const { local, remote } = addresses;
    // The remote of a Unix socket seldom has a name (unix(7)); the socket itself has.
    if (local.kind === 'path') return trustsUnix;
    const source = bytesOf(remote);
    return source !== undefined && networks.some((network) => contains(network, source));
  };
}

interface Network {
  readonly bytes: Uint8Array;
  /** How many of the first bits must be the same. */
  readonly bits: number;
}

function networkOf(text: string): Network {
  const [host = '', length, more] = text.split('/');
  const given = parseIp(host, 4) ?? parseIp(host, 6);
  const width = (given?.length ?? 0) * 8;
  const bits = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (given === undefined || more !== undefined || !(bits <= width)) {
    throw new RangeError(`trusted: '${text}' is neither an IP address, nor a network such as 10.0.0.0/8, nor 'unix'`);
  }
  const bytes = unmapped(given);
  const surplus = width - bytes.length * 8;
  // A network wider than all of IPv4 holds more than an IPv4 network can say.
  return bits < surplus ? { bytes: given, bits } : { bytes, bits: bits - surplus };
}

function bytesOf(address: Address): Uint8Array | undefined {
  if (address.kind !== 'ip') return undefined;
  // A link-local address comes with the name of an interface (RFC 4007, 11).
  const [host = ''] = address.host.split('%', 1);
  const bytes = parseIp(host, address.family);
  return bytes === undefined ? undefined : unmapped(bytes);
}

function contains({ bytes, bits }: Network, source: Uint8Array): boolean {
  if (source.length !== bytes.length) return false;
  for (let at = 0; at * 8 < bits; at++) {
    const rest = bits - at * 8;
    const mask = rest >= 8 ? 0xff : (0xff << (8 - rest)) & 0xff;
    if ((((source[at] as number) ^ (bytes[at] as number)) & mask) !== 0) return false;
  }
  return true;
}
