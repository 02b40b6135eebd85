/** Turning Nagle's delay off for all connections of a listener at once. */
import type { Server } from 'node:net';

/**
 * Has what a listener accepts send at once what is written (TCP_NODELAY), as far as that goes without telling each: on Linux a
 * connection has this from the socket that listens (`inet_csk_clone_lock`), which saves a call of the system. Returns how many of those
 * that come first are to be told all the same: as many as may have waited in the system's queue already.
 *
 * @param backlog length of that queue; Infinity where it is not known
 */
export function untilInherited(server: Server, backlog: number): number {
  return inherits(server) ? backlog + 1 : Number.POSITIVE_INFINITY;
}

/** Not in a worker of node:cluster, whose primary listens, and not where something else than Node has a `node:net`. */
function inherits(server: Server): boolean {
  if (process.platform !== 'linux' || OTHERS.some((name) => name in process.versions)) return false;
  const { _handle } = server as { readonly _handle?: { readonly setNoDelay?: (is: boolean) => number } | null };
  return _handle?.setNoDelay?.(true) === 0;
}

const OTHERS = ['bun', 'deno'];
