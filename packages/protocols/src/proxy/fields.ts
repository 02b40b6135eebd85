/** What the parts of a header are called: the PROXY protocol, sections 2.1 (version 1) and 2.2 (version 2). */
import type { CapturedFrame, FrameFields } from '@wirechart/core';
import { Parts } from '../parts.js';

export const proxyFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  switch (frame.half === 'read' ? frame.event : 'send') {
    case 'send':
      if (start(parts) === 2) addresses(parts, preamble(parts));
      else line(parts);
      break;
    case 'version':
      start(parts);
      break;
    case 'preamble':
      preamble(parts);
      break;
    case 'header':
      if (frame.previous?.event === 'preamble') addresses(parts, familyIn(frame.previous));
      else line(parts);
  }
  return parts.list;
};

/** What the version is told by. */
function start(parts: Parts): 1 | 2 {
  if (parts.byte() !== CR) {
    parts.take('PROXY', 5).take('space', 1);
    return 1;
  }
  parts.take('signature', 12);
  return 2;
}

function line(parts: Parts): void {
  parts.words((place) => WORDS[place], 'ignored');
}

/** Returns the address family and transport protocol. */
function preamble(parts: Parts): number {
  const family = parts.byte(1);
  parts.take('version and command', 1).take('address family and transport', 1).take('length', 2);
  return family;
}

function familyIn({ bytes }: NonNullable<CapturedFrame['previous']>): number {
  return preamble(new Parts({ bytes, length: bytes.length }));
}

function addresses(parts: Parts, family: number): void {
  const [address, port] = LENGTHS[family >> 4] ?? [0, 0];
  parts.take('source address', address).take('destination address', address);
  parts.take('source port', port).take('destination port', port);
  // 2.2.1
  while (parts.has(3)) {
    parts.take('type', 1);
    const length = parts.number(2);
    parts.take('length', 2).take('value', length);
  }
}

const WORDS = ['protocol and family', 'source address', 'destination address', 'source port', 'destination port'];

/** Of an address and of a port, by the address family: IPv4, IPv6, Unix. */
const LENGTHS: Readonly<Record<number, readonly [address: number, port: number]>> = {
  1: [4, 2],
  2: [16, 2],
  3: [108, 0],
};
const CR = 0x0d;
