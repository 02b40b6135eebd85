/** The first process: starts the others, tells them what to do, and puts another in the place of one that ended. */
import cluster, { type Worker } from 'node:cluster';
import { type Address, addMetrics, type Clock, type ServerMetrics } from '@wirechart/core';
import { systemClock } from '../system-clock.js';
import type { ClusterServer } from './cluster-server.js';
import { failureOf } from './failure.js';
import { InTransit } from './in-transit.js';
import type { FromWorker, ToWorker } from './messages.js';
import { isOurs } from './messages.js';
import type { ClusterSettings } from './settings.js';
import { Vacancy } from './vacancy.js';

type Phase = 'starting' | 'serving' | 'leaving';

/** What is known of a process that has not ended. */
interface Known {
  readonly place: Vacancy;
  readonly inTransit: InTransit;
  /** One that leaves was told to. */
  phase: Phase;
  /** When it began to serve. */
  since: number;
  /** What it told last. */
  metrics: ServerMetrics;
  /** What `start` threw in it. */
  failure: Error | undefined;
}

export class Primary implements ClusterServer {
  address: Address = { kind: 'name', name: 'unknown' };
  readonly #settings: ClusterSettings;
  readonly #startProcess: () => Worker;
  readonly #clock: Clock;
  readonly #workers = new Map<Worker, Known>();
  /** Places that wait for their next process. */
  readonly #waits = new Set<unknown>();
  readonly #killed = new Set<Worker>();
  /** Of processes that have ended, added up. */
  #past: ServerMetrics = NOTHING;
  #questions = 0;
  /** Whether all have come up for the first time. */
  #isStarted = false;
  #closing: Promise<void> | undefined;
  /** How all were told to end. */
  #how: 'close' | 'abort' | undefined;

  constructor(settings: ClusterSettings, startProcess = () => cluster.fork(), clock: Clock = systemClock) {
    this.#settings = settings;
    this.#startProcess = startProcess;
    this.#clock = clock;
  }

  get pids(): readonly number[] {
    return this.#serving().map(pidOf);
  }

  get killed(): readonly number[] {
    return [...this.#killed].map(pidOf);
  }

  async start(): Promise<void> {
    const { cores, backoff, steady } = this.#settings;
    const random = () => this.#clock.random?.() ?? 0;
    const places = Array.from({ length: cores }, () => new Vacancy({ backoff, steady, random }));
    // All are waited for: one that was still to come would serve on without the others, or find nobody to report to.
    const started = await Promise.allSettled(places.map((place) => this.#fork(place)));
    const failed = started.find(({ status }) => status === 'rejected');
    this.#isStarted = true;
    if (failed === undefined) return;
    await this.abort();
    throw (failed as PromiseRejectedResult).reason;
  }

  async metrics(): Promise<ServerMetrics> {
    const answering = [...this.#workers].filter(([, { phase }]) => phase !== 'starting');
    await Promise.all(answering.map(([worker]) => this.#ask(worker)));
    return addMetrics([...[...this.#workers.values()].map(({ metrics }) => metrics), this.#past]);
  }

  async restart(): Promise<void> {
    for (const old of this.#serving()) {
      if (this.#how !== undefined) return;
      const known = this.#workers.get(old);
      if (known?.phase !== 'serving') continue;
      await this.#fork(known.place);
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
    return [...this.#workers].filter(([, { phase }]) => phase === 'serving').map(([worker]) => worker);
  }

  async #endAll(how: 'close' | 'abort'): Promise<void> {
    this.#how = how;
    for (const timer of this.#waits) this.#clock.clearTimer(timer);
    await Promise.all([...this.#workers.keys()].map((worker) => this.#end(worker, how)));
  }

  /** Resolves when the process has ended. */
  #end(worker: Worker, how: 'close' | 'abort'): Promise<void> {
    const known = this.#workers.get(worker);
    if (known === undefined) return Promise.resolve();
    const { closeTimeout } = this.#settings;
    const bound = how === 'close' ? closeTimeout : Math.min(closeTimeout, ABORT_TIMEOUT);
    return new Promise((resolve) => {
      const timer =
        bound === Number.POSITIVE_INFINITY
          ? undefined
          : this.#clock.setTimer(() => this.#kill(worker, bound), bound, true);
      worker.once('exit', () => {
        if (timer !== undefined) this.#clock.clearTimer(timer);
        resolve();
      });
      // One that is starting hears nothing yet: it is told when it listens.
      if (known.phase !== 'starting') this.#tellToEnd(worker, known, how);
    });
  }

  #tellToEnd(worker: Worker, known: Known, how: 'close' | 'abort'): void {
    known.phase = 'leaving';
    tell(worker, { wirechart: how });
  }

  #kill(worker: Worker, after: number): void {
    this.#killed.add(worker);
    // Not `worker.kill`, which waits for the process to disconnect first.
    worker.process.kill('SIGKILL');
    this.#settings.onKill(pidOf(worker), after);
  }

  /** Starts a process. Resolves when it listens. */
  #fork(place: Vacancy): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = this.#startProcess();
      const inTransit = new InTransit(worker, this.#clock);
      const known: Known = { place, inTransit, phase: 'starting', since: 0, metrics: NOTHING, failure: undefined };
      this.#workers.set(worker, known);
      worker.on('message', (message: unknown) => {
        if (!isOurs<FromWorker>(message)) return;
        switch (message.wirechart) {
          case 'listening':
            this.#listens(worker, known, message.address);
            resolve();
            break;
          case 'failed':
            known.failure = failureOf(message.failure);
            break;
          case 'closed':
            known.metrics = message.metrics;
            tell(worker, { wirechart: 'exit' });
            break;
          case 'waiting':
            void this.#noneWaiting().then(() => tell(worker, { wirechart: 'none-waiting' }));
            break;
          case 'metrics':
            known.metrics = message.metrics;
        }
      });
      worker.on('error', (error) => {
        // It ended while it was told something (EPIPE): its exit says so. No exit follows where it could not be started.
        if (worker.process.pid === undefined) throw error;
      });
      worker.once('exit', (code, signal) => {
        const why = signal ?? code;
        reject(known.failure ?? new Error(`a server process ended before it listened (${why})`));
        this.#workers.delete(worker);
        this.#past = addMetrics([this.#past, ended(known.metrics)]);
        if (known.phase === 'leaving' || this.#how !== undefined) return;
        const held = [...this.#workers.values()].some((one) => one.place === place && one.phase !== 'leaving');
        // Whoever started it in the place of one that serves on, or with all the others, is told.
        if (known.phase === 'starting' && (held || !this.#isStarted)) return;
        this.#replace(known, pidOf(worker), why, held);
      });
    });
  }

  #listens(worker: Worker, known: Known, address: Address): void {
    this.address = address;
    known.since = this.#clock.now();
    // It came up while everything is going down.
    if (this.#how !== undefined) this.#tellToEnd(worker, known, this.#how);
    else known.phase = 'serving';
  }

  /**
   * Another process takes its place, after a while.
   *
   * @param held whether one is starting there already
   */
  #replace({ place, phase, since, failure }: Known, pid: number, why: number | string, held: boolean): void {
    const wait = held ? 0 : place.waitAfter(phase === 'serving' ? this.#clock.now() - since : 0);
    if (!held) this.#forkAfter(wait, place);
    this.#settings.onExit(pid, why, { wait, error: failure });
  }

  #forkAfter(wait: number, place: Vacancy): void {
    const fork = () => {
      this.#waits.delete(timer);
      // What becomes of it is told to `onExit`, and the next one takes its place.
      this.#fork(place).catch(() => {});
    };
    const timer = this.#clock.setTimer(fork, wait, true);
    this.#waits.add(timer);
  }

  /**
   * Resolves when a look at the system's queue has found no connection and none is on its way to a process: node:cluster holds none back as
   * long as one of them is free.
   */
  async #noneWaiting(): Promise<void> {
    const until = this.#clock.now() + (this.#how === 'close' ? CLOSING_MOST : LEAVING_MOST);
    const inAll = (of: (known: InTransit) => number) =>
      [...this.#workers.values()].reduce((sum, { inTransit }) => sum + of(inTransit), 0);
    while (this.#how !== 'abort' && this.#clock.now() < until) {
      const before = inAll(({ total }) => total);
      for (let looks = 0; looks < 2; looks++) await new Promise((resolve) => setImmediate(resolve));
      if (inAll(({ size }) => size) === 0 && inAll(({ total }) => total) === before) return;
      await new Promise<void>((resolve) => this.#clock.setTimer(resolve, 5, true));
    }
  }

  /** Resolves when it has told its numbers, or will not. */
  #ask(worker: Worker): Promise<void> {
    const id = this.#questions++;
    return new Promise((resolve) => {
      const over = () => {
        this.#clock.clearTimer(timer);
        worker.off('message', onMessage).off('exit', over);
        resolve();
      };
      const onMessage = (message: unknown) => {
        if (isOurs<FromWorker>(message) && message.wirechart === 'metrics' && message.id === id) over();
      };
      worker.on('message', onMessage).once('exit', over);
      const timer = this.#clock.setTimer(over, METRICS_TIMEOUT, true);
      tell(worker, { wirechart: 'metrics', id });
    });
  }
}

/** Milliseconds; nothing is waited for in an abort but the process itself. */
const ABORT_TIMEOUT = 5_000;
/** Milliseconds for which processes take connections that wait, when all of them close: they may come without a pause. */
const CLOSING_MOST = 10_000;
/** The same for one that closes while others serve, who take what it leaves. */
const LEAVING_MOST = 200;
/** Milliseconds that a process has to tell its numbers. */
const METRICS_TIMEOUT = 1_000;

const NOTHING = addMetrics([]);

/** What a process told last, when all of it has ended with the process. */
function ended({ connections, ...others }: ServerMetrics): ServerMetrics {
  const { open, closed } = connections;
  return { ...others, connections: { ...connections, open: 0, waiting: 0, closed: closed + open } };
}

function pidOf(worker: Worker): number {
  return worker.process.pid ?? 0;
}

function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}
