import type { Chunking } from '../plan/chunking.js';
import { runGuarded } from '../run/guard.js';
import { bareOutcome, type Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import { runAsynchronously } from '../run/run-asynchronously.js';
import { runSynchronously } from '../run/run-synchronously.js';
import { nextTurn } from '../run/settle.js';
import type { Subject } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import type { Executor, SubjectDescription } from './executor.js';

/** Milliseconds of synchronous runs after which the event loop gets a turn. */
const SLICE = 20;

/** Does runs in this process. Endless loops are stopped; a crash of the process is not survived. */
export class LocalExecutor implements Executor {
  readonly #subject: Subject;
  readonly #beforeRun: ((batch: RunBatch, index: number) => void) | undefined;

  /** @param beforeRun Told of each run before it begins. */
  constructor(subject: Subject, beforeRun?: (batch: RunBatch, index: number) => void) {
    if (typeof subject?.open !== 'function') {
      throw new FuzzUsageError('SUBJECT_INVALID', 'a subject is an object with a function `open`');
    }
    this.#subject = subject;
    this.#beforeRun = beforeRun;
  }

  async describe(): Promise<SubjectDescription> {
    const { name, package: packageName, contract, recipe, open, canonical } = this.#subject;
    return {
      ...(name === undefined ? {} : { name }),
      ...(packageName === undefined ? {} : { package: packageName }),
      ...(contract === undefined ? {} : { contract }),
      ...(recipe === undefined ? {} : { recipe }),
      open: open.toString(),
      canonical: {
        ...(canonical?.piece === undefined ? {} : { piece: canonical.piece.toString() }),
        ...(canonical?.project === undefined ? {} : { project: canonical.project.toString() }),
        ...(canonical?.stream === undefined ? {} : { stream: canonical.stream.toString() }),
      },
    };
  }

  async run(batch: RunBatch): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    while (outcomes.length < batch.chunkings.length && outcomes.at(-1)?.verdict.type !== 'hung') {
      if (batch.mode.timing === 'synchronous') {
        const late = this.#runSlice(batch, outcomes);
        await nextTurn();
        if (late === undefined) continue;
      }
      const chunking = batch.chunkings[outcomes.length];
      if (chunking === undefined) break;
      if (batch.mode.timing === 'asynchronous') this.#beforeRun?.(batch, outcomes.length);
      outcomes.push(await runAsynchronously(this.#subject, batch.input, chunking, batch.mode));
    }
    return outcomes;
  }

  async close(): Promise<void> {}

  /**
   * Synchronous runs until the slice of time is used up, all under one guard, since setting one up costs more than
   * a run. The slice is small against the time limit, so that the limit is still about one run.
   *
   * @returns The chunking that must be run asynchronously, if there was one.
   */
  #runSlice({ input, chunkings, mode }: RunBatch, outcomes: Outcome[]): Chunking | undefined {
    const until = performance.now() + SLICE;
    let late: Chunking | undefined;
    let began = 0;
    const came = runGuarded(() => {
      do {
        const chunking = chunkings[outcomes.length];
        if (chunking === undefined) return;
        this.#beforeRun?.({ input, chunkings, mode }, outcomes.length);
        began = performance.now();
        const outcome = runSynchronously(this.#subject, input, chunking, mode);
        if (outcome === undefined) late = chunking;
        else outcomes.push(outcome);
      } while (late === undefined && performance.now() < until);
    }, mode.timeLimit + SLICE);
    if (!came) outcomes.push(bareOutcome({ type: 'hung', during: 'loop' }, performance.now() - began));
    return late;
  }
}
