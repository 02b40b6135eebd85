/** Telling a reset from an end: libuv takes the one for the other where it comes together with data. */
import type { Socket } from 'node:net';
import { constants } from 'node:os';

/**
 * Whether the system still knows a peer, which it forgets with a reset (getpeername(2), ENOTCONN) and not with an end. Cheaper than to
 * write; false where it cannot be asked.
 */
export function hasPeer(socket: Socket): boolean {
  if (process.platform !== 'linux') return false;
  const { _handle } = socket as { readonly _handle?: { readonly getpeername?: (found: object) => number } | null };
  return _handle?.getpeername?.({}) === 0;
}

/** What fails when nothing is written was reset; the system says so once, and that may have been to somebody else. */
export function asReset(cause: Error): Error {
  const { ECONNRESET } = constants.errno;
  return Object.assign(new Error('read ECONNRESET', { cause }), { code: 'ECONNRESET', errno: -ECONNRESET });
}
