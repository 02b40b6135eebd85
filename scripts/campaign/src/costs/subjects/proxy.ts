/** Headers of many fields. */
import { proxied } from '@wirechart/protocols/proxy';
import { raw } from '@wirechart/protocols/raw';
import { joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

const proxyHeader = (tlvs: Uint8Array) =>
  joined(
    Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x20, 0x00),
    Uint8Array.of(tlvs.length >> 8, tlvs.length & 0xff),
    tlvs,
  );
const proxyInputs = {
  'fields of nothing, then bytes': (size: number) =>
    joined(proxyHeader(repeated(Uint8Array.of(0xe0, 0, 0), 4_000)), repeated('x', size)),
  'fields of nothing': (size: number) => proxyHeader(repeated(Uint8Array.of(0xe0, 0, 0), Math.min(size, 4_000))),
};

export const proxySubjects: readonly CostSubject[] = [
  { name: 'proxy', role: 'server', protocol: proxied(raw(), { trusted: () => true }), inputs: proxyInputs },
];
