/** What several processes that serve together are, to who starts them and to who uses them. */
import type { Address, ServerMetrics } from '@wirechart/core';

/** What every process serves: a server of core. */
export interface Startable {
  readonly address: Address;
  metrics(): ServerMetrics;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}

export interface ClusterOptions {
  /** Processes. Default: as many as this one may use cores (`os.availableParallelism`). */
  readonly cores?: number;
  /** Hears of a process that ended without being told to. Another one takes its place. Default: says so with `console.error`. */
  readonly onExit?: (pid: number, why: number | string) => void;
}

export interface ClusterServer extends AsyncDisposable {
  /** Where all of them listen. */
  readonly address: Address;
  /** The processes that serve. */
  readonly pids: readonly number[];
  /** What all processes tell, added up; of those that have ended, what they told last. */
  metrics(): Promise<ServerMetrics>;
  /** Starts a process in the place of each, one after the other, and has the old one close in order: no connection is refused. */
  restart(): Promise<void>;
  /** Every process closes in order, as `Server.close` does. Resolves when the last one has ended. */
  close(): Promise<void>;
  /** Every process resets its connections. Resolves when the last one has ended. */
  abort(): Promise<void>;
}
