/** TCP_NODELAY once for a listener in place of once for each connection: on Linux an accepted socket begins with what the listening one has. */
import type { Server } from 'node:net';

/** Nothing changes where Node is built otherwise, or another process listens (node:cluster): then each connection is told by itself. */
export function inheritNoDelay(server: Server): void {
  const listening = server as Server & Listening;
  if (process.platform !== 'linux' || listening.noDelay !== true) return;
  if (listening._handle?.setNoDelay?.(true) === 0) listening.noDelay = false;
}

interface Listening {
  /** Whether Node tells each accepted socket. */
  noDelay?: boolean;
  readonly _handle?: { setNoDelay?(on: boolean): number } | null;
}
