/** What several processes that serve together are, to who starts them and to who uses them. */
import type { Address, Backoff, ServerMetrics } from '@wirechart/core';

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
  /**
   * How long a place stays empty after its process has ended without being told to; longer each time that one does not last. Default
   * `{ first: 100, factor: 2, most: 30_000, jitter: 0.5 }`: 50 to 100 ms at first, 15 to 30 s at last. Each place counts by itself.
   */
  readonly backoff?: Partial<Backoff>;
  /** Milliseconds that a process must have served for the waits to begin anew. Default 10,000. */
  readonly steady?: number;
  /**
   * Milliseconds that a process has to end once it was told to close, be it by `close` or by `restart`; then it is killed (SIGKILL). Default
   * 30,000, or Infinity. It should be longer than the time-out `drain` of the servers (10,000), within which they close by themselves.
   * One that was told to abort has 5,000 at most.
   */
  readonly closeTimeout?: number;
  /**
   * Hears of a process that ended without being told to, by its exit code or signal, and of the one that takes its place. Default: says so
   * with `console.error`.
   */
  readonly onExit?: (pid: number, why: number | string, replacement: Replacement) => void;
  /** Hears of a process that was killed, since it had not ended after so many milliseconds. Default: says so with `console.error`. */
  readonly onKill?: (pid: number, after: number) => void;
}

/** What comes after a process that ended without being told to. */
export interface Replacement {
  /** Milliseconds until another one is started; 0 where `restart` has just done that. */
  readonly wait: number;
  /** What `start` threw in the process that ended, if it never served. */
  readonly error: Error | undefined;
}

export interface ClusterServer extends AsyncDisposable {
  /** Where all of them listen. */
  readonly address: Address;
  /** The processes that serve. */
  readonly pids: readonly number[];
  /** The processes that had to be killed, as they had not ended in time; empty when all ended by themselves. */
  readonly killed: readonly number[];
  /** What all processes tell, added up; of those that have ended, what they told last. */
  metrics(): Promise<ServerMetrics>;
  /**
   * Starts a process in the place of each, one after the other, and has the old one close in order, within `closeTimeout`: no connection
   * is refused.
   *
   * @throws Error with what `start` threw in a new process; the old one stays, and so do those after it.
   */
  restart(): Promise<void>;
  /** Every process closes in order, as `Server.close` does, or is killed after `closeTimeout`. Resolves when the last one has ended. */
  close(): Promise<void>;
  /** Every process resets its connections, or is killed after 5,000 ms (`closeTimeout`, if that is less). Resolves when the last one has ended. */
  abort(): Promise<void>;
}
