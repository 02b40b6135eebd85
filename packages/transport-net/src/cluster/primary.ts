/** The first process: starts the others, tells them what to do, and puts another in the place of one that ended. */
import cluster, { type Worker } from 'node:cluster';
import { type Address, addMetrics, type ServerMetrics } from '@wirechart/core';
import { systemClock } from '../system-clock.js';
import type { ClusterServer } from './cluster-server.js';
import { failureOf } from './failure.js';
import type { FromWorker, ToWorker } from './messages.js';
import { isOurs } from './messages.js';

export class Primary implements ClusterServer {
  address: Address = { kind: 'name', name: 'unknown' };
  readonly #onExit: (pid: number, why: number | string) => void;
  /** All that have not ended, and how far they are; one that leaves was told to. */
  readonly #workers = new Map<Worker, 'starting' | 'serving' | 'leaving'>();
  /** Of processes that have ended, added up. */
  #past: ServerMetrics = addMetrics([]);
  #questions = 0;
  #closing: Promise<void> | undefined;
  /** How all were told to end. */
  #how: 'close' | 'abort' | undefined;

  constructor(onExit: (pid: number, why: number | string) => void) {
    this.#onExit = onExit;
  }

  get pids(): readonly number[] {
    return this.#serving().map(({ process }) => process.pid ?? 0);
  }

  async start(cores: number): Promise<void> {
    // All are waited for: one that was still to come would serve on without the others, or find nobody to report to.
    const started = await Promise.allSettled(Array.from({ length: cores }, () => this.#fork()));
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed === undefined) return;
    await this.abort();
    throw (failed as PromiseRejectedResult).reason;
  }

  async metrics(): Promise<ServerMetrics> {
    const told = await Promise.all(this.#serving().map((worker) => this.#ask(worker)));
    return addMetrics([...told, this.#past]);
  }

  async restart(): Promise<void> {
    for (const old of this.#serving()) {
      if (this.#how !== undefined) return;
      if (this.#workers.get(old) !== 'serving') continue;
      await this.#fork();
      await this.#end(old, 'close');
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#endAll('close');
    return this.#closing;
  }

  abort(): Promise<void> {
    this.#closing = this.#endAll('abort');
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #serving(): Worker[] {
    return [...this.#workers].filter(([, phase]) => phase === 'serving').map(([worker]) => worker);
  }

  async #endAll(how: 'close' | 'abort'): Promise<void> {
    this.#how = how;
    await Promise.all([...this.#workers.keys()].map((worker) => this.#end(worker, how)));
  }

  /** Resolves when the process has ended. */
  #end(worker: Worker, how: 'close' | 'abort'): Promise<void> {
    const phase = this.#workers.get(worker);
    if (phase === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      worker.once('exit', () => resolve());
      // One that is starting hears nothing yet: it is told when it listens.
      if (phase !== 'starting') this.#tellToEnd(worker, how);
    });
  }

  #tellToEnd(worker: Worker, how: 'close' | 'abort'): void {
    this.#workers.set(worker, 'leaving');
    tell(worker, { wirechart: how });
  }

  /** Starts a process. Resolves when it listens. */
  #fork(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = cluster.fork();
      this.#workers.set(worker, 'starting');
      const begun = systemClock.now();
      let failure: Error | undefined;
      worker.on('message', (message: unknown) => {
        if (!isOurs<FromWorker>(message)) return;
        if (message.wirechart === 'listening') {
          this.address = message.address;
          if (this.#how === undefined) this.#workers.set(worker, 'serving');
          // It came up while everything is going down.
          else this.#tellToEnd(worker, this.#how);
          resolve();
        } else if (message.wirechart === 'failed') {
          failure = failureOf(message.failure);
        } else if (message.wirechart === 'closed') this.#past = addMetrics([this.#past, message.metrics]);
      });
      worker.once('exit', (code, signal) => {
        const why = signal ?? code;
        reject(failure ?? new Error(`a server process ended before it listened (${why})`));
        const phase = this.#workers.get(worker);
        this.#workers.delete(worker);
        if (phase !== 'serving' || this.#how !== undefined) return;
        this.#onExit(worker.process.pid ?? 0, why);
        // One that does not live long is not to keep the machine busy with its starts.
        const lived = systemClock.now() - begun;
        setTimeout(() => this.#replace(), Math.max(0, SHORT_LIFE - lived));
      });
    });
  }

  #replace(): void {
    if (this.#how === undefined) this.#fork().catch((error: unknown) => console.error(error));
  }

  #ask(worker: Worker): Promise<ServerMetrics> {
    const id = this.#questions++;
    return new Promise((resolve) => {
      const answered = (metrics: ServerMetrics) => {
        worker.off('message', onMessage);
        worker.off('exit', onExit);
        resolve(metrics);
      };
      const onMessage = (message: unknown) => {
        if (isOurs<FromWorker>(message) && message.wirechart === 'metrics' && message.id === id)
          answered(message.metrics);
      };
      // Its last numbers are among the past ones.
      const onExit = () => answered(addMetrics([]));
      worker.on('message', onMessage);
      worker.once('exit', onExit);
      tell(worker, { wirechart: 'metrics', id });
    });
  }
}

/** Milliseconds. */
const SHORT_LIFE = 1000;

function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}
