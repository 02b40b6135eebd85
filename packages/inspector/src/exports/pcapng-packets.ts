/** TCP segments in IP packets, with right checksums where all of the payload is there. RFC 791, RFC 8200, RFC 9293. */
import type { TcpEnd } from './pcapng-addresses.js';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export interface Segment {
  readonly from: TcpEnd;
  readonly to: TcpEnd;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
}

/** @param length of the payload on the wire, of which `payload` may be less */
export function segment(head: Segment, payload: Uint8Array, length: number): Uint8Array {
  const { from, to } = head;
  const v6 = from.address.length === 16;
  const ip = v6 ? ipv6(from, to, TCP_HEADER + length) : ipv4(from, to, TCP_HEADER + length);
  const tcp = new Uint8Array(TCP_HEADER);
  const view = new DataView(tcp.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint32(4, head.sequence % 2 ** 32);
  view.setUint32(8, head.acknowledged % 2 ** 32);
  tcp[12] = (TCP_HEADER / 4) << 4;
  tcp[13] = head.flags;
  view.setUint16(14, 0xffff);
  if (payload.length === length) {
    const pseudo = new Uint8Array([...from.address, ...to.address, 0, TCP, 0, 0]);
    new DataView(pseudo.buffer).setUint16(pseudo.length - 2, TCP_HEADER + length);
    view.setUint16(16, checksum([pseudo, tcp, payload]));
  }
  return Buffer.concat([ip, tcp, payload]);
}

function ipv4(from: TcpEnd, to: TcpEnd, length: number): Uint8Array {
  const header = new Uint8Array(20);
  const view = new DataView(header.buffer);
  header[0] = 0x45;
  view.setUint16(2, header.length + length);
  header[8] = 64;
  header[9] = TCP;
  header.set(from.address, 12);
  header.set(to.address, 16);
  view.setUint16(10, checksum([header]));
  return header;
}

function ipv6(from: TcpEnd, to: TcpEnd, length: number): Uint8Array {
  const header = new Uint8Array(40);
  header[0] = 0x60;
  new DataView(header.buffer).setUint16(4, length);
  header[6] = TCP;
  header[7] = 64;
  header.set(from.address, 8);
  header.set(to.address, 24);
  return header;
}

/** RFC 1071. All parts but the last are of even length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] as number) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}

const TCP = 6;
const TCP_HEADER = 20;
