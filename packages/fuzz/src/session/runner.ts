import type { Executor } from '../isolation/executor.js';
import type { Chunking } from '../plan/chunking.js';
import { bareOutcome, type Outcome } from '../run/outcome.js';
import type { Patience, RunMode } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** Why a session ended before its plan. */
export type Interruption = 'budget' | 'aborted';

/** How patiently a suspicion is looked at again, and a subject when it is first met. */
const PATIENT: Patience = { turns: 12, between: 0, atLast: 25 };
const BRISK: Patience = { turns: 2, between: 0, atLast: 0 };
/** Milliseconds that are waited between chunks at most. */
const LONGEST = 25;

/** The byte around chunks, and the other one with which reading outside them shows. */
export const PADDING = 0x00;
export const OTHER_PADDING = 0xa5;

/** Does the runs of one session in the mode that suits its subject, and counts them. */
export class Runner {
  readonly #executor: Executor;
  readonly #deadline: number;
  readonly #signal: AbortSignal | undefined;
  #patience: Patience = BRISK;
  timing: RunMode['timing'] = 'asynchronous';
  /** Milliseconds. */
  timeLimit: number;
  runs = 0;

  /** @param budget Milliseconds that the session may take. */
  constructor(executor: Executor, options: { timeLimit: number; budget: number; signal?: AbortSignal | undefined }) {
    this.#executor = executor;
    this.timeLimit = options.timeLimit;
    this.#deadline = performance.now() + options.budget;
    this.#signal = options.signal;
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
      end: true,
      timing: this.timing,
      patience: this.#patience,
      timeLimit: this.timeLimit,
      padding: PADDING,
      memory: 'ignore',
      ...changes,
    };
  }

  /** The mode in which nothing is missed for want of waiting. */
  patientMode(changes: Partial<RunMode> = {}): RunMode {
    const patience = { ...PATIENT, between: this.#patience.between };
    return this.mode({ timing: 'asynchronous', patience, timeLimit: this.timeLimit * 2, ...changes });
  }

  /** Something came later than was waited for: from now on wait longer. */
  waitLonger(): void {
    this.timing = 'asynchronous';
    const longer = Math.min(LONGEST, Math.max(2, this.#patience.between * 3));
    this.#patience = { turns: PATIENT.turns, between: longer, atLast: longer };
  }

  /**
   * The outcomes of the chunkings in order, ending early after a hang or a crash of the process.
   * Throws FuzzUsageError (`SUBJECT_THROWS`) if the subject itself fails.
   */
  async run(input: Uint8Array, chunkings: readonly Chunking[], mode: RunMode): Promise<readonly Outcome[]> {
    const outcomes = await this.#executor.run({ input, chunkings, mode });
    this.runs += outcomes.length;
    for (const { subjectError } of outcomes) {
      if (subjectError !== undefined) {
        throw new FuzzUsageError('SUBJECT_THROWS', `the subject itself fails, not the parser: ${subjectError}`);
      }
    }
    return outcomes;
  }

  async runOne(input: Uint8Array, chunking: Chunking, mode: RunMode): Promise<Outcome> {
    const [outcome] = await this.run(input, [chunking], mode);
    return outcome ?? bareOutcome({ type: 'crashed', text: 'the run gave no outcome' });
  }
}
