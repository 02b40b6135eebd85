/** IP addresses as text and as bytes, without the help of an operating system. */
import type { Address } from '@wirechart/core';

export type IpFamily = 4 | 6;

/** The bytes of an address (4 or 16) in a valid spelling of its family, or undefined for any other text. */
export function parseIp(text: string, family: IpFamily): Uint8Array | undefined {
  return family === 4 ? parseIpv4(text) : parseIpv6(text);
}

/**
 * Address and port from the bytes of an address. An IPv4 address in an IPv6 one (`::ffff:192.0.2.1`, RFC 4291, 2.5.5.2) is
 * given as the IPv4 address that it is, as transports do; IPv6 text is that of RFC 5952.
 */
export function ipAddress(bytes: Uint8Array, port: number): Extract<Address, { kind: 'ip' }> {
  const plain = unmapped(bytes);
  return plain.length === 4
    ? { kind: 'ip', host: plain.join('.'), port, family: 4 }
    : { kind: 'ip', host: ipv6Text(plain), port, family: 6 };
}

/** The bytes of an address that is to be written. @throws RangeError when its host or its port is none. */
export function ipBytes({ host, family, port }: Extract<Address, { kind: 'ip' }>): Uint8Array {
  const bytes = typeof host === 'string' ? parseIp(host, family) : undefined;
  if (bytes === undefined) throw new RangeError(`'${host}' is not an IPv${family} address`);
  if (!(Number.isInteger(port) && port >= 0 && port <= 0xffff)) throw new RangeError(`${port} is not a port`);
  return bytes;
}

/** The IPv4 address in an IPv6 one, if there is one in it; else the same. */
export function unmapped(bytes: Uint8Array): Uint8Array {
  return bytes.length === 16 && MAPPED.every((byte, at) => bytes[at] === byte) ? bytes.subarray(12) : bytes;
}

/** An IPv4 address in an IPv6 one; an IPv6 address as it is. */
export function mapped(bytes: Uint8Array): Uint8Array {
  return bytes.length === 4 ? Uint8Array.of(...MAPPED, ...bytes) : bytes;
}

/** IPv6 text (RFC 5952, 4): no leading zeros, and `::` for the first of the longest runs of two zero groups or more. */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number));
  const { start, length } = longestZeros(groups);
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** Four numbers without leading zeros, which some would read as octal. */
function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return;
  return Uint8Array.from(parts, Number);
}

/** The forms of RFC 4291, 2.2: eight groups; `::` once, for one group or more; an IPv4 address for the last two. */
function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (head === undefined) return undefined;
  const last = tail === undefined ? head : tail;
  const dotted = last.at(-1)?.includes('.') ? parseIpv4(last.pop() as string) : EMPTY;
  if (dotted === undefined) return undefined;
  const given = [...head, ...(tail ?? [])];
  const left = 8 - dotted.length / 2 - given.length;
  if (!given.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) || (tail === undefined ? left !== 0 : left < 1)) return;
  const groups = [...head, ...new Array<string>(left).fill('0'), ...(tail ?? [])].map((group) =>
    Number.parseInt(group, 16),
  );
  return Uint8Array.of(...groups.flatMap((group) => [group >> 8, group & 0xff]), ...dotted);
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > longest.length) longest = { start, length };
  }
  return longest;
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const EMPTY = new Uint8Array(0);
