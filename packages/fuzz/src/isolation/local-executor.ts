import type { Chunking } from '../plan/chunking.js';
import { runGuarded, runUnguarded, SLICE } from '../run/guard.js';
import { Lockstep } from '../run/lockstep.js';
import { bareOutcome, type Outcome, type Progress } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import { AsynchronousRun } from '../run/run-asynchronously.js';
import { isLate, runSynchronously, type SynchronousRun } from '../run/run-synchronously.js';
import { nextTurn } from '../run/settle.js';
import { captureUncaught } from '../run/uncaught.js';
import { checkSubject } from '../subject/check-subject.js';
import type { Subject } from '../subject/subject.js';
import { Coverage, type CoverageRequest } from './coverage.js';
import type { Executor, SubjectDescription } from './executor.js';
import { Turnstile } from './turnstile.js';

/** Times that a run is stopped where the machine may have stood still, until it counts as hung. */
const MOST_UNCLEAR = 2;

/** Who looks on while this process does runs. */
export interface Watch {
  /** Told of each run before it begins, and of a group of runs by its first. */
  beforeRun(batch: RunBatch, index: number): void;
}

/** Does runs in this process. Endless loops are stopped; a crash of the process is not survived. */
export class LocalExecutor implements Executor {
  // What is under way at the same time shares turns of the event loop and guards.
  readonly parallel = 4;
  readonly #subject: Subject;
  readonly #watch: Watch | undefined;
  readonly #lockstep: Lockstep;
  readonly #turnstile = new Turnstile();
  #coverage: Coverage | undefined;

  /** @param watch Another process that ends this one when it falls silent, so that nothing is stopped here. */
  constructor(subject: Subject, watch?: Watch) {
    checkSubject(subject);
    this.#subject = subject;
    this.#watch = watch;
    this.#lockstep = new Lockstep(watch !== undefined);
  }

  async describe(): Promise<SubjectDescription> {
    const { name, package: packageName, contract, recipe, open, canonical, overlappingWrites } = this.#subject;
    const source = (method: unknown) => (typeof method === 'function' ? method.toString() : undefined);
    const canonicalSources = Object.fromEntries(
      (['piece', 'project', 'stream', 'errorKind', 'position'] as const).flatMap((name) => {
        const text = source(canonical?.[name]);
        return text === undefined ? [] : [[name, text]];
      }),
    );
    return {
      ...(name === undefined ? {} : { name }),
      ...(packageName === undefined ? {} : { package: packageName }),
      ...(contract === undefined ? {} : { contract }),
      ...(recipe === undefined ? {} : { recipe }),
      ...(overlappingWrites === undefined ? {} : { overlappingWrites }),
      open: open.toString(),
      canonical: { ...canonicalSources, ...(canonical?.ids === undefined ? {} : { ids: canonical.ids }) },
    };
  }

  async run(batch: RunBatch): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    while (outcomes.length < batch.chunkings.length && outcomes.at(-1)?.verdict.type !== 'hung') {
      if (batch.mode.timing === 'asynchronous') outcomes.push(...(await this.#runGroup(batch, outcomes.length)));
      else {
        const slice = await this.#runSlice(batch, outcomes);
        if (slice === 'done') continue;
        outcomes.push(...(await this.#runOne(batch, outcomes.length, slice === 'unclear' ? 1 : 0)));
      }
    }
    return outcomes;
  }

  async coverage(request: CoverageRequest): Promise<number> {
    this.#coverage ??= new Coverage(new URL('..', import.meta.url).href);
    return this.#coverage.take(request);
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  /** The next runs side by side, and one by one where something happened that belongs to one of them, nobody knows which. */
  async #runGroup(batch: RunBatch, from: number): Promise<readonly Outcome[]> {
    const { together } = batch.mode;
    if (together <= 1) return this.#runOne(batch, from);
    const end = Math.min(batch.chunkings.length, from + together);
    const group = await this.#runSideBySide(batch, from, end);
    if (group !== undefined) return group;
    const outcomes: Outcome[] = [];
    while (from + outcomes.length < end && outcomes.at(-1)?.verdict.type !== 'hung') {
      outcomes.push(...(await this.#runOne(batch, from + outcomes.length)));
    }
    return outcomes;
  }

  /** @param unclear Times that it was stopped already where the machine may have stood still. */
  async #runOne(batch: RunBatch, index: number, unclear = 0): Promise<readonly Outcome[]> {
    const alone = { ...batch, mode: { ...batch.mode, timing: 'asynchronous', together: 1 } } as const;
    for (let times = unclear + 1; times < MOST_UNCLEAR; times++) {
      const outcomes = await this.#runSideBySide(alone, index, index + 1);
      if (outcomes !== undefined) return outcomes;
    }
    return (await this.#runSideBySide(alone, index, index + 1, 'last')) ?? [];
  }

  /**
   * @param time The last time, what is unclear counts as hung.
   * @returns Undefined if a run must be done again: what became of it is unclear, or several runs were under way when something
   *   was thrown where nobody catches it.
   */
  async #runSideBySide(batch: RunBatch, from: number, end: number, time?: 'last'): Promise<Outcome[] | undefined> {
    const alone = batch.mode.together <= 1;
    await this.#turnstile.enter(alone);
    const group = batch.chunkings.slice(from, end);
    const runs = group.map(
      (chunking, index) =>
        new AsynchronousRun(this.#subject, { ...batch, input: inputOf(batch, from + index) }, chunking, this.#lockstep),
    );
    this.#watch?.beforeRun(batch, from);
    let crashed = false;
    const release = captureUncaught((error) => {
      crashed = true;
      for (const run of runs) run.crash(error);
    });
    for (const _run of runs) this.#lockstep.enter();
    try {
      const outcomes = await Promise.all(
        runs.map(async (run, index) => {
          const outcome = await run.complete(group[index] as Chunking);
          this.#lockstep.leave();
          return outcome;
        }),
      );
      const again = (crashed && !alone) || (time !== 'last' && runs.some((run) => run.unclear));
      return again ? undefined : outcomes;
    } finally {
      release();
      this.#turnstile.leave();
    }
  }

  /**
   * Synchronous runs until the slice of time is used up, all under one guard, since setting one up costs more than
   * a run. The slice is small against the time limit, so that the limit is still about one run.
   *
   * @returns `asynchronous` if the next chunking turned out to be; `unclear` if it was stopped and the machine may have stood still.
   */
  async #runSlice(batch: RunBatch, outcomes: Outcome[]): Promise<'done' | 'asynchronous' | 'unclear'> {
    const { chunkings, mode, expected } = batch;
    const until = performance.now() + SLICE;
    const first = outcomes.length;
    const runs: SynchronousRun[] = [];
    const reached: Progress[] = [];
    let asynchronous = false;
    let began = 0;
    const guard = this.#watch === undefined ? runGuarded : runUnguarded;
    const guarded = guard(() => {
      do {
        const chunking = chunkings[outcomes.length];
        if (chunking === undefined) return;
        this.#watch?.beforeRun(batch, outcomes.length);
        began = performance.now();
        const input = inputOf(batch, outcomes.length);
        const run = runSynchronously(this.#subject, input, chunking, mode, expected, reached);
        if (run === undefined) asynchronous = true;
        else {
          outcomes.push(run.outcome);
          runs.push(run);
        }
      } while (!asynchronous && performance.now() < until);
    }, mode.timeLimit);
    if (guarded === 'stopped') outcomes.push(bareOutcome({ type: 'hung', during: 'loop' }, performance.now() - began));
    await nextTurn();
    // What delivers in a microtask is not synchronous: what came after a run had been written down belongs to it.
    const late = runs.findIndex(isLate);
    if (late >= 0) {
      outcomes.length = first + late;
      return 'asynchronous';
    }
    if (guarded === 'unclear') return 'unclear';
    return asynchronous ? 'asynchronous' : 'done';
  }
}

function inputOf({ input, inputs }: RunBatch, index: number): Uint8Array {
  return inputs?.[index] ?? input;
}
