/**
 * Connections on their way to a process. node:cluster keeps each until that process says that it has it, and for ever if the process ends
 * before: whoever called would wait for ever, too. They are reset once all is heard that the process has said.
 *
 * What goes over the channel is Node's own (`newconn`, answered with `ack`); where it is otherwise, nothing is found and nothing done.
 */
import type { Worker } from 'node:cluster';
import type { Clock } from '@wirechart/core';

/** Resets what is on its way to the process when that has ended. */
export function resetInTransit({ process }: Worker, clock: Clock): void {
  const { send } = process;
  // Without a channel nothing is handed over.
  if (send === undefined) return;
  const inTransit = new Map<number, Handle>();
  process.send = ((message: Internal, handle?: Handle, ...rest: never[]) => {
    if (handle && message.act === 'newconn' && message.seq !== undefined) inTransit.set(message.seq, handle);
    return Reflect.apply(send, process, [message, handle, ...rest]);
  }) as typeof send;
  process.on('internalMessage', ({ ack }: Internal) => void (ack !== undefined && inTransit.delete(ack)));
  process.once('exit', () => {
    const over = () => {
      clock.clearTimer(timer);
      for (const handle of inTransit.values()) reset(handle);
      inTransit.clear();
    };
    // What it said last may still be read.
    const timer = clock.setTimer(over, LONGEST_WAIT, true);
    if (process.connected) process.once('disconnect', over);
    else over();
  });
}

/** Milliseconds; who started a process of its own may have left it the channel. */
const LONGEST_WAIT = 1_000;

/** What node:cluster says to a process, and hears from it. */
interface Internal {
  readonly act?: string;
  readonly seq?: number;
  readonly ack?: number;
}

interface Handle {
  close(): void;
  /** Of TCP alone. */
  reset?(closed: () => void): number;
}

function reset(handle: Handle): void {
  if (handle.reset === undefined || handle.reset(() => {}) !== 0) handle.close();
}
