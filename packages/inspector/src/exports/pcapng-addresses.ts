/** The two ends of a connection, as a capture needs them: IP addresses and ports, made up where there are none. */
import { isIPv4, isIPv6 } from 'node:net';

export interface TcpEnd {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** @param id of the connection: what is made up differs by it */
export function ends(local: string, remote: string, id: number): { local: TcpEnd; remote: TcpEnd } {
  const parsed = { local: parse(local), remote: parse(remote) };
  if (parsed.local !== undefined && parsed.remote?.address.length === parsed.local.address.length) {
    return { local: parsed.local, remote: parsed.remote };
  }
  // RFC 5737: addresses for documentation.
  return {
    local: { address: Uint8Array.of(192, 0, 2, 1), port: 7 },
    remote: { address: Uint8Array.of(192, 0, 2, 2), port: 1024 + (id % 64_000) },
  };
}

/** `127.0.0.1:80`, `[::1]:80`. */
function parse(text: string): TcpEnd | undefined {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  if (v4 !== undefined && isIPv4(v4))
    return { address: Uint8Array.from(v4.split('.').map(Number)), port: Number(port) };
  if (v6 !== undefined && isIPv6(v6) && !v6.includes('.')) return { address: bytesOfV6(v6), port: Number(port) };
  return undefined;
}

function bytesOfV6(text: string): Uint8Array {
  const [head = '', tail = ''] = (text.split('%')[0] as string).split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const groups = [...front, ...new Array(8 - front.length - back.length).fill('0'), ...back];
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}
