/**
 * The bytes of one connection as a capture that Wireshark opens (draft-ietf-opsawg-pcapng): every chunk as segments of a TCP connection
 * that is made up around it, so that its streams can be followed. Without payload the segments are there with their lengths, cut off
 * after the header, as a capture with a short snapshot length has them.
 */
import type { Chunk } from '../feed.js';
import type { ExportedFile, Subject } from './exporter.js';
import { ends, type TcpEnd } from './pcapng-addresses.js';
import { block, text } from './pcapng-blocks.js';
import { ACK, FIN, PSH, RST, SYN, segment } from './pcapng-packets.js';
import { oneTracedIn } from './subjects.js';

export function pcapng(subject: Subject): ExportedFile {
  const { entry, log } = oneTracedIn(subject);
  const { model } = subject.view;
  const epoch = model.hello?.epoch ?? 0;
  const { local, remote } = ends(entry.opened.local, entry.opened.remote, entry.row.id);
  const server = model.hello?.protocols[entry.row.protocol]?.role !== 'client';
  const capture = new Capture(epoch, local, remote);
  capture.open(entry.opened.time, server, log.missed);
  for (const chunk of log.chunks) capture.chunk(chunk);
  if (entry.ended !== undefined) capture.close(entry.ended, server, entry.error?.blame === 'transport');
  return {
    type: 'application/octet-stream',
    body: capture.file(`wirechart, connection ${entry.opened.name}`),
    filename: `wirechart-${entry.row.id}.pcapng`,
  };
}

class Capture {
  readonly #epoch: number;
  readonly #local: TcpEnd;
  readonly #remote: TcpEnd;
  readonly #packets: Uint8Array[] = [];
  // What each side has sent, in sequence numbers; the first is of the SYN.
  #sent = 0;
  #received = 0;

  constructor(epoch: number, local: TcpEnd, remote: TcpEnd) {
    this.#epoch = epoch;
    this.#local = local;
    this.#remote = remote;
  }

  open(time: number, server: boolean, missed: { readonly in: number; readonly out: number }): void {
    this.#sent = missed.out;
    this.#received = missed.in;
    const [first, second] = server ? (['in', 'out'] as const) : (['out', 'in'] as const);
    this.#packet(first, time, SYN, NOTHING, 0);
    this.#packet(second, time, SYN | ACK, NOTHING, 0);
    this.#packet(first, time, ACK, NOTHING, 0);
  }

  chunk({ direction, time, offset, length, data }: Chunk): void {
    const bytes = data === undefined ? NOTHING : Buffer.from(data, 'base64');
    // What was not kept is a hole in the sequence, which Wireshark says.
    if (direction === 'in') this.#received = offset + 1;
    else this.#sent = offset + 1;
    for (let at = 0; at < length; at += SEGMENT) {
      const size = Math.min(SEGMENT, length - at);
      this.#packet(direction, time, PSH | ACK, bytes.subarray(at, at + size), size);
    }
  }

  close(time: number, server: boolean, reset: boolean): void {
    const [first, second] = server ? (['in', 'out'] as const) : (['out', 'in'] as const);
    if (reset) return this.#packet(first, time, RST | ACK, NOTHING, 0);
    this.#packet(first, time, FIN | ACK, NOTHING, 0);
    this.#packet(second, time, FIN | ACK, NOTHING, 0);
    this.#packet(first, time, ACK, NOTHING, 0);
  }

  file(comment: string): Uint8Array {
    return Buffer.concat([sectionHeader(comment), interfaceDescription(), ...this.#packets]);
  }

  /** @param length of the payload on the wire; `payload` may have less of it */
  #packet(direction: 'in' | 'out', time: number, flags: number, payload: Uint8Array, length: number): void {
    const out = direction === 'out';
    const sequence = out ? this.#sent : this.#received;
    const acknowledged = (flags & ACK) === 0 ? 0 : out ? this.#received : this.#sent;
    const packet = segment(
      { from: out ? this.#local : this.#remote, to: out ? this.#remote : this.#local, sequence, acknowledged, flags },
      payload,
      length,
    );
    const micros = BigInt(Math.round((this.#epoch + time) * 1000));
    const head = new Uint8Array(20);
    const view = new DataView(head.buffer);
    view.setUint32(4, Number(micros >> 32n), true);
    view.setUint32(8, Number(micros & 0xffff_ffffn), true);
    view.setUint32(12, packet.length, true);
    view.setUint32(16, packet.length - payload.length + length, true);
    this.#packets.push(block(ENHANCED_PACKET, [head, packet]));
    const advance = length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
    if (out) this.#sent += advance;
    else this.#received += advance;
  }
}

function sectionHeader(comment: string): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  view.setUint32(0, BYTE_ORDER, true);
  view.setUint16(4, 1, true);
  // The length of the section is not said.
  view.setBigInt64(8, -1n, true);
  return block(SECTION_HEADER, [head, text(COMMENT, comment), text(APPLICATION, 'wirechart')]);
}

function interfaceDescription(): Uint8Array {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint16(0, LINKTYPE_RAW, true);
  return block(INTERFACE_DESCRIPTION, [head]);
}

const NOTHING = new Uint8Array(0);
/** Payload of one packet: what fits into one of IP. */
const SEGMENT = 65_000;
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
/** Packets begin with the IP header. */
const LINKTYPE_RAW = 101;
const COMMENT = 1;
const APPLICATION = 4;
