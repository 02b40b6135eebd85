/** Takes away what the agents of processes that were killed have left behind. */
import { unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { pids, socketPath } from '../../agent/place.js';

/**
 * Removes the sockets of processes that are no more and that nobody listens on: with a process of that number in another
 * container, which shares the folder, somebody does. The folder must be one's own.
 */
export async function sweep(): Promise<void> {
  await Promise.all(pids().map(sweepOne));
}

function sweepOne(pid: number): Promise<void> | undefined {
  if (isAlive(pid)) return undefined;
  const path = socketPath(pid);
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.unref();
    socket.once('connect', () => socket.destroy());
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ECONNREFUSED') return;
      try {
        unlinkSync(path);
      } catch {
        // Somebody else was quicker.
      }
    });
    socket.once('close', () => resolve());
  });
}

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
