/**
 * Connections on their way to a process. node:cluster keeps each until that process says that it has it, and for ever if the process ends
 * before: whoever called would wait for ever, too. They are reset once all is heard that the process has said.
 *
 * What goes over the channel is Node's own (`newconn`, answered with `ack`); where it is otherwise, nothing is found and nothing done.
 */
import type { Worker } from 'node:cluster';
import type { Clock } from '@wirechart/core';

export class InTransit {
  readonly #handles = new Map<number, Handle>();
  readonly #clock: Clock;
  /** Connections that were sent so far. */
  total = 0;

  constructor({ process }: Worker, clock: Clock) {
    this.#clock = clock;
    const { send } = process;
    // Without a channel nothing is handed over.
    if (send === undefined) return;
    process.send = ((message: Internal, handle?: Handle, ...rest: never[]) => {
      if (handle && message.act === 'newconn' && message.seq !== undefined) {
        this.#handles.set(message.seq, handle);
        this.total += 1;
      }
      return Reflect.apply(send, process, [message, handle, ...rest]);
    }) as typeof send;
    process.on('internalMessage', ({ ack }: Internal) => void (ack !== undefined && this.#handles.delete(ack)));
    process.once('exit', () => {
      // What it said last may still be read.
      if (process.connected) this.#resetSoon(process);
      else this.#reset();
    });
  }

  get size(): number {
    return this.#handles.size;
  }

  #resetSoon(process: Worker['process']): void {
    const over = () => {
      this.#clock.clearTimer(timer);
      this.#reset();
    };
    const timer = this.#clock.setTimer(over, LONGEST_WAIT, true);
    process.once('disconnect', over);
  }

  #reset(): void {
    for (const handle of this.#handles.values()) reset(handle);
    this.#handles.clear();
  }
}

/** Milliseconds; a process may have left the channel to one that it started. */
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
