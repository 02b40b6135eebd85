import { compare } from '../oracles/compare.js';
import type { FindingClass } from '../oracles/finding-class.js';
import { Prefixes } from '../oracles/promptness.js';
import type { Suspicion } from '../oracles/trial.js';
import type { Chunking, Pacing } from '../plan/chunking.js';
import type { PlanStep } from '../plan/plan.js';
import type { Outcome, Progress } from '../run/outcome.js';
import type { Baseline } from './calibrate.js';
import type { Runner } from './runner.js';

/** Runs that are asked for at once. */
const BATCH = 64;
/** Hangs and deaths of the process after which an input is left: each costs the whole time limit. */
const MOST_DEATHS = 2;

/** Told of each run that looks wrong, in the order of the plan. */
export type Suspect = (suspicion: Suspicion) => Promise<void>;

/** Looks at one input through the chunkings of a plan. */
export class Examination {
  readonly baseline: Baseline;
  readonly #runner: Runner;
  readonly #pacings: readonly Pacing[];
  readonly #suspect: Suspect;
  readonly #prefixes = new Prefixes();
  /** Runs with the right output that cannot be judged for promptness before the prefixes are known. */
  #waiting: { readonly chunking: Chunking; readonly progress: readonly Progress[] }[] = [];
  #prefixesKnown = false;
  #deaths = 0;

  constructor(runner: Runner, baseline: Baseline, pacings: readonly Pacing[], suspect: Suspect) {
    this.#runner = runner;
    this.baseline = baseline;
    this.#pacings = pacings;
    this.#suspect = suspect;
    this.#prefixes.note(baseline.whole.progress[0]);
  }

  /** True once nothing more will come of it. */
  get stopped(): boolean {
    return this.#runner.interruption !== undefined || this.#deaths >= MOST_DEATHS;
  }

  /** Takes one step. Stops early when the session is interrupted. */
  async take({ cuts, family }: PlanStep, pacings = this.#pacings): Promise<void> {
    for (const batch of inBatches(this.#paced(cuts, pacings))) {
      if (this.stopped) return;
      await this.#runBatch(batch);
    }
    if (family === 'single cuts') await this.#judgeWaiting();
  }

  *#paced(chunkings: Iterable<readonly number[]>, pacings: readonly Pacing[]): Generator<Chunking> {
    for (const cuts of chunkings) {
      // Where everything happens before `write` returns, there is but one pacing.
      if (this.#runner.timing === 'synchronous') yield { cuts, pacing: 'burst' };
      else for (const pacing of pacings) yield { cuts, pacing };
    }
  }

  async #runBatch(batch: readonly Chunking[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0 && !this.stopped) {
      const outcomes = await this.#runner.run(this.baseline.input.bytes, rest, this.#runner.mode());
      for (const [index, outcome] of outcomes.entries()) {
        const chunking = rest[index];
        if (chunking !== undefined) await this.#judge(chunking, outcome);
      }
      const last = outcomes.at(-1)?.verdict.type;
      if (last === 'hung' || last === 'crashed') this.#deaths++;
      rest = rest.slice(Math.max(1, outcomes.length));
    }
  }

  async #judge(chunking: Chunking, outcome: Outcome): Promise<void> {
    for (const breach of outcome.breaches) await this.#report(breach, chunking);
    const difference = compare(this.baseline.whole, outcome);
    if (difference !== undefined) await this.#report(difference, chunking);
    if (chunking.cuts.length === 1) this.#prefixes.note(outcome.progress[0]);
    // Wrong output is worse than late output: promptness is judged where the output is right.
    if (difference !== undefined && difference !== 'positions') return;
    if (this.#prefixesKnown) await this.#judgeProgress(chunking, outcome.progress);
    else this.#waiting.push({ chunking, progress: outcome.progress });
  }

  async #judgeProgress(chunking: Chunking, progress: readonly Progress[]): Promise<void> {
    const lag = this.#prefixes.firstLag(progress);
    if (lag === undefined) return;
    const cuts = chunking.cuts.slice(0, lag.chunk);
    const bytes = this.baseline.input.bytes.subarray(0, lag.offset);
    await this.#suspect({ class: lag.class, bytes, chunking: { ...chunking, cuts }, end: false });
  }

  async #judgeWaiting(): Promise<void> {
    this.#prefixesKnown = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { chunking, progress } of waiting) await this.#judgeProgress(chunking, progress);
  }

  async #report(found: FindingClass, chunking: Chunking): Promise<void> {
    await this.#suspect({ class: found, bytes: this.baseline.input.bytes, chunking, end: true });
  }
}

function* inBatches<Item>(items: Iterable<Item>): Generator<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
