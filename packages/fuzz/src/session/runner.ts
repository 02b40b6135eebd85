import type { Executor } from '../isolation/executor.js';
import type { Chunking } from '../plan/chunking.js';
import { bareOutcome, type Outcome, type RecordedEvent } from '../run/outcome.js';
import type { Patience, RunBatch, RunMode } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** Why a session ended before its plan. */
export type Interruption = 'budget' | 'aborted';

/** How patiently a suspicion is looked at again, and a subject when it is first met. */
const PATIENT: Patience = { turns: 12, between: 0, atLast: 25 };
const BRISK: Patience = { turns: 2, between: 0, atLast: 0 };
/** Milliseconds that are waited between chunks at most, unless the subject was seen to answer later than that. */
const LONGEST = 25;
/** Asynchronous runs side by side at most, and the milliseconds that they may take together where they compute all the time. */
const MOST_TOGETHER = 64;
const TOGETHER_TIME = 200;
/** Synchronous runs that are asked for at once, and the milliseconds that they may take. */
const MOST_AT_ONCE = 1024;
const AT_ONCE_TIME = 20;
/** Hangs and deaths of the process after which the session ends: each costs the whole time limit. */
const MOST_DEATHS = 12;

/** The byte around chunks, and the other one with which reading outside them shows. */
export const PADDING = 0x00;
export const OTHER_PADDING = 0xa5;

/** Thrown by runs that are asked for when the session was aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

function aborted(): Interrupted {
  return new Interrupted('the session was aborted');
}

export async function unlessInterrupted<Result>(work: Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return otherwise;
    throw error;
  }
}

/** Does the runs of one session in the mode that suits its subject, and counts them. */
export class Runner {
  readonly #executor: Executor;
  readonly #deadline: number;
  readonly #signal: AbortSignal | undefined;
  #patience: Patience = BRISK;
  #together = 1;
  #alone = false;
  /** Runs that are asked for at once. */
  batch = MOST_TOGETHER;
  #deaths = 0;
  /** Milliseconds after which the subject answers, where that is more than is waited by itself. */
  lateness = 0;
  timing: RunMode['timing'] = 'asynchronous';
  /** Milliseconds. */
  timeLimit: number;
  runs = 0;
  /** Set once what was looked for is found. */
  satisfied = false;

  /** @param budget Milliseconds that the session may take. */
  constructor(executor: Executor, options: { timeLimit: number; budget: number; signal?: AbortSignal | undefined }) {
    this.#executor = executor;
    this.timeLimit = options.timeLimit;
    this.#deadline = performance.now() + options.budget;
    this.#signal = options.signal;
  }

  /** Batches that are worked on at the same time. */
  get parallel(): number {
    return this.#alone ? 1 : this.#executor.parallel;
  }

  /** True once nothing more should be looked at. */
  get stopped(): boolean {
    return this.satisfied || this.weary || this.interruption !== undefined;
  }

  /** The parser hung or died so often that going on would cost more than it can show. */
  get weary(): boolean {
    return this.#deaths >= MOST_DEATHS;
  }

  /** Set once the session should come to its end. */
  get interruption(): Interruption | undefined {
    if (this.#signal?.aborted) return 'aborted';
    return performance.now() > this.#deadline ? 'budget' : undefined;
  }

  /** Milliseconds left. */
  get remaining(): number {
    return Math.max(0, this.#deadline - performance.now());
  }

  mode(changes: Partial<RunMode> = {}): RunMode {
    return {
      ending: 'end',
      timing: this.timing,
      patience: this.#patience,
      timeLimit: this.timeLimit,
      padding: PADDING,
      memory: 'ignore',
      together: this.#together,
      ...changes,
    };
  }

  /** The mode in which nothing is missed for want of waiting, and no run is disturbed by another. */
  patientMode(changes: Partial<RunMode> = {}): RunMode {
    const patience: Patience = {
      ...PATIENT,
      between: this.#patience.between,
      atLast: Math.max(PATIENT.atLast, this.lateness),
    };
    return this.mode({ timing: 'asynchronous', patience, timeLimit: this.timeLimit * 2, together: 1, ...changes });
  }

  /** Something came later than was waited for: from now on wait longer. */
  waitLonger(): void {
    this.timing = 'asynchronous';
    this.#wait(Math.min(LONGEST, Math.max(2, this.#patience.between * 3)));
  }

  /** The subject was seen to answer so many milliseconds after its last call: from now on wait for that. */
  waitFor(milliseconds: number): void {
    this.timing = 'asynchronous';
    this.lateness = milliseconds;
    this.#wait(milliseconds);
  }

  /** @param duration Milliseconds that the slowest run took: those that take long gain nothing from being side by side. */
  learnDuration(duration: number): void {
    const within = (time: number) => Math.floor(time / Math.max(duration, 0.01));
    this.#together = Math.max(1, Math.min(MOST_TOGETHER, within(TOGETHER_TIME)));
    // Each batch costs a guard: where runs are short, many come under one.
    const most = this.timing === 'synchronous' ? Math.min(MOST_AT_ONCE, within(AT_ONCE_TIME)) : 0;
    this.batch = Math.max(MOST_TOGETHER, most);
  }

  /** The first runs of all are slow: what a batch of synchronous ones took says how many may be in the next. */
  #learnBatch(outcomes: readonly Outcome[]): void {
    if (this.timing !== 'synchronous' || outcomes.length < MOST_TOGETHER) return;
    let took = 0;
    for (const { duration } of outcomes) took += duration;
    const most = Math.floor((AT_ONCE_TIME * outcomes.length) / Math.max(took, 0.01));
    this.batch = Math.max(MOST_TOGETHER, Math.min(MOST_AT_ONCE, most));
  }

  /** The subject gives something else where several are open at once: from now on one by one. */
  runAlone(): void {
    this.#together = 1;
    this.#alone = true;
  }

  get sideBySide(): boolean {
    return this.timing === 'asynchronous' && this.#together > 1;
  }

  /**
   * The outcomes of the chunkings in order, ending early after a hang or a crash of the process.
   * Throws FuzzUsageError (`SUBJECT_THROWS`) if the subject itself fails, Interrupted if the session is aborted.
   */
  async run(
    input: Uint8Array,
    chunkings: readonly Chunking[],
    mode: RunMode,
    expected?: readonly RecordedEvent[],
  ): Promise<readonly Outcome[]> {
    return this.#do({ input, chunkings, mode, ...(expected === undefined ? {} : { expected }) });
  }

  async #do(batch: RunBatch): Promise<readonly Outcome[]> {
    // The processes that would do it are ended.
    if (this.#signal?.aborted) throw aborted();
    const outcomes = await this.unlessAborted(this.#executor.run(batch));
    this.runs += outcomes.length;
    this.#learnBatch(outcomes);
    this.#deaths += outcomes.filter(({ verdict: { type } }) => type === 'hung' || type === 'crashed').length;
    for (const { subjectError } of outcomes) {
      if (subjectError !== undefined) {
        throw new FuzzUsageError('SUBJECT_THROWS', `the subject itself fails, not the parser: ${subjectError}`);
      }
    }
    return outcomes;
  }

  /** Each input in the same chunking, ending early as {@link run} does. */
  async runEach(inputs: readonly Uint8Array[], chunking: Chunking, mode: RunMode): Promise<readonly Outcome[]> {
    const [input = new Uint8Array()] = inputs;
    return this.#do({ input, inputs, chunkings: inputs.map(() => chunking), mode });
  }

  async runOne(input: Uint8Array, chunking: Chunking, mode: RunMode): Promise<Outcome> {
    const [outcome] = await this.run(input, [chunking], mode);
    return outcome ?? bareOutcome({ type: 'crashed', text: 'the run gave no outcome' });
  }

  /** What is under way when the session is aborted is not waited for. Throws Interrupted then. */
  unlessAborted<Result>(running: Promise<Result>): Promise<Result> {
    const signal = this.#signal;
    if (signal === undefined) return running;
    return new Promise((resolve, reject) => {
      const abort = () => reject(aborted());
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  #wait(milliseconds: number): void {
    this.#patience = { turns: PATIENT.turns, between: milliseconds, atLast: milliseconds };
  }
}
