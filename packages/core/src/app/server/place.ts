/** Whom addresses belong to, as far as an address can tell: what a limit for each remote counts by. */
import type { Address } from '../../transport/transport.js';

/**
 * The address; of an IPv6 address the network, which is the first 64 bits (RFC 4291, 2.5.1), since a remote can choose the rest for each
 * connection anew. Undefined for what has no address: those at the other end of a Unix socket have no names.
 */
export function placeOf(address: Address): string | undefined {
  if (address.kind !== 'ip') return undefined;
  const { host, family } = address;
  return family === 4 || isOfThisLink(host) ? host : `${network(host)}::/64`;
}

/** Link-local (`fe80::/10`; all neighbours share their first 64 bits), and the loopback. */
function isOfThisLink(host: string): boolean {
  return /^fe[89ab]/i.test(host) || host === '::1';
}

/** The first four groups. */
function network(host: string): string {
  const [before = '', after] = host.split('::', 2);
  const groups = before === '' ? [] : before.split(':');
  if (after !== undefined) {
    const last = after === '' ? [] : after.split(':');
    // An IPv4 address at the end takes the place of two groups (RFC 4291, 2.2).
    const length = last.length + (after.includes('.') ? 1 : 0);
    while (groups.length + length < 8) groups.push('0');
    groups.push(...last);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
