/** The network of a plan. */
import { asWritten, byteByByte, type Chunking, coalesced, fixedSize, randomSizes } from '@wirechart/transport-memory';
import type { NetworkPlan } from './plan.js';

export function chunkingOf({ chunking }: NetworkPlan): Chunking {
  switch (chunking) {
    case 'as written':
      return asWritten();
    case 'coalesced':
      return coalesced();
    case 'byte by byte':
      return byteByByte();
    case 'fixed':
      return fixedSize(7);
    case 'random':
      return randomSizes();
  }
}

/** As many turns of the microtask queue as the clients and handlers of a plan need between two steps, and some to spare. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 16; turn++) await undefined;
}
