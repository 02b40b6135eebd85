import type { Examination } from './examination.js';
import type { FuzzOptions } from './options.js';
import type { Runner } from './runner.js';

/** Milliseconds between two reports of progress. */
const INTERVAL = 200;

/** Counts what has been done of the plan, and tells of it now and then. */
export class ProgressTeller {
  readonly #runner: Runner;
  readonly #tell: FuzzOptions['onProgress'];
  readonly #started = performance.now();
  readonly #counted = new Map<Examination, number>();
  #told = 0;
  #done = 0;
  planned = 0;
  findings = 0;

  constructor(runner: Runner, tell: FuzzOptions['onProgress']) {
    this.#runner = runner;
    this.#tell = tell;
  }

  get elapsed(): number {
    return performance.now() - this.#started;
  }

  /** Never more than was planned: some of it is done twice. */
  get done(): number {
    return Math.min(this.#done, this.planned);
  }

  plan(...counts: readonly (readonly number[])[]): void {
    this.planned = counts.flat().reduce((sum, count) => sum + count, 0);
  }

  add(count: number): void {
    this.#done += count;
  }

  tell(of: Examination): void {
    this.#done += of.done - (this.#counted.get(of) ?? 0);
    this.#counted.set(of, of.done);
    this.tellOf(of.baseline.input.name);
  }

  tellOf(input: string): void {
    const elapsed = this.elapsed;
    if (this.#tell === undefined || elapsed - this.#told < INTERVAL) return;
    this.#told = elapsed;
    const { runs, remaining: left } = this.#runner;
    const { done, planned, findings } = this;
    this.#tell({ runs, rate: (runs / elapsed) * 1000, input, findings, elapsed, left, done, planned });
  }
}
