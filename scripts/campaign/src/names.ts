/** Who is who in a run, and what each says. */
import { formatAddress, type Peer } from '@wirechart/core';
import type { ClientPlan } from './plan.js';

export const SERVER = 'server';

export function hostOf(client: number): string {
  return `client-${client}`;
}

/** The client that an address belongs to: `client-3:1` is the first socket of client 3. */
export function indexOf(address: string): number {
  return Number(/^client-(\d+)/.exec(address)?.[1] ?? -1);
}

export function clientOf(peer: Peer<unknown, unknown>): number {
  return indexOf(formatAddress(peer.remote));
}

/** What a client sends as its request of this number: no two are alike. */
export function requestText({ requests }: ClientPlan, client: number, number: number): string {
  return `${client}/${number} ${'abcdefghij'.repeat(400).slice(0, requests[number] ?? 0)}`;
}
