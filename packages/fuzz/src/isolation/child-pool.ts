import { availableParallelism } from 'node:os';
import type { Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import { ChildExecutor, type IsolationOptions } from './child-executor.js';
import type { CoverageRequest } from './coverage.js';
import type { Executor, SubjectDescription } from './executor.js';
import type { SubjectModule } from './subject-module.js';

/** Processes at most, unless it is said how many. */
const MOST_WORKERS = 8;

/** Does batches in several child processes, as many as there are cores but for the one that looks at the outcomes. */
export class ChildPool implements Executor {
  readonly parallel: number;
  readonly #start: () => ChildExecutor;
  readonly #all: ChildExecutor[] = [];
  readonly #idle: ChildExecutor[] = [];
  readonly #waiting: ((worker: ChildExecutor) => void)[] = [];

  constructor(module: SubjectModule, options: IsolationOptions = {}) {
    this.parallel = options.workers ?? Math.max(1, Math.min(MOST_WORKERS, availableParallelism() - 1));
    this.#start = () => new ChildExecutor(module, options);
  }

  describe(): Promise<SubjectDescription> {
    return this.#with((worker) => worker.describe());
  }

  run(batch: RunBatch): Promise<readonly Outcome[]> {
    return this.#with((worker) => worker.run(batch));
  }

  coverage(request: CoverageRequest): Promise<number> {
    return this.#with((worker) => worker.coverage(request));
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.close()));
  }

  async #with<Result>(work: (worker: ChildExecutor) => Promise<Result>): Promise<Result> {
    const worker = await this.#free();
    try {
      return await work(worker);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(worker);
      else next(worker);
    }
  }

  /** The one that was used last comes first, so that few processes are started for little work. */
  #free(): ChildExecutor | Promise<ChildExecutor> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.length >= this.parallel) return new Promise((resolve) => this.#waiting.push(resolve));
    const started = this.#start();
    this.#all.push(started);
    return started;
  }
}
