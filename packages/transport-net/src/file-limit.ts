/**
 * Whether the process is about to run out of file descriptors. When it has, libuv takes the connections that wait and closes
 * them, and tells nobody; so some are kept free, and what comes then is refused in a way that is told.
 */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Descriptors that are kept for what the program opens besides: files, look-ups, connections to others. */
const RESERVE = 8;

/** Connections between two looks at a number, which costs more than most of what is done for a connection, as long as there are plenty. */
const LOOK_EVERY = 16;

/** Finds out which accepted connections are among the last that this process can take. */
export class DescriptorWatch {
  /** Connections that can come before the next look. */
  #unseen = 0;

  /** The system gives the lowest number that is free: one near the limit is among the last. */
  isAmongTheLast(socket: Socket): boolean {
    if (this.#unseen > 0) {
      this.#unseen -= 1;
      return false;
    }
    const fd = (socket as unknown as WithHandle)._handle?.fd ?? -1;
    const left = fileLimit() - RESERVE - fd;
    // The rest of the program opens some as well.
    if (left > 4 * LOOK_EVERY) this.#unseen = LOOK_EVERY;
    return left <= 0;
  }
}

/** How many files this process may have open; Infinity where the system does not say so in a file. */
export function fileLimit(): number {
  known ??= readLimit();
  return known;
}

let known: number | undefined;

function readLimit(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

interface WithHandle {
  readonly _handle?: { readonly fd?: number } | null;
}
