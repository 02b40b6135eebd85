import { compare } from '../oracles/compare.js';
import type { FindingClass } from '../oracles/finding-class.js';
import { Prefixes } from '../oracles/promptness.js';
import type { Suspicion } from '../oracles/trial.js';
import type { Chunking, Pacing } from '../plan/chunking.js';
import type { PlanStep } from '../plan/plan.js';
import type { Outcome, Progress } from '../run/outcome.js';
import type { Baseline } from './calibrate.js';
import type { Runner } from './runner.js';

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
  /** Ways of cutting that have been tried. */
  done = 0;

  constructor(runner: Runner, baseline: Baseline, pacings: readonly Pacing[], suspect: Suspect) {
    this.#runner = runner;
    this.baseline = baseline;
    this.#pacings = pacings;
    this.#suspect = suspect;
    this.#prefixes.note(baseline.whole.progress[0]);
  }

  /** True once nothing more will come of it. */
  get stopped(): boolean {
    return this.#runner.stopped || this.deadly;
  }

  /** The parser hung or died too often: what is left of the plan is given up, and that is part of the finding. */
  get deadly(): boolean {
    return this.#deaths >= MOST_DEATHS;
  }

  /** The chunkings of a step, in batches. */
  *batches({ cuts }: PlanStep, pacings = this.#pacings): Generator<readonly Chunking[]> {
    let batch: Chunking[] = [];
    for (const chunking of this.#paced(cuts, pacings)) {
      batch.push(chunking);
      if (batch.length < this.#runner.batch) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  *#paced(chunkings: Iterable<readonly number[]>, pacings: readonly Pacing[]): Generator<Chunking> {
    for (const cuts of chunkings) {
      // Where everything happens before `write` returns, there is but one pacing.
      if (this.#runner.timing === 'synchronous') yield { cuts, pacing: 'burst' };
      else for (const pacing of pacings) yield { cuts, pacing };
    }
  }

  async ask(batch: readonly Chunking[]): Promise<readonly Outcome[]> {
    const { input, whole } = this.baseline;
    return this.#runner.run(input.bytes, batch, this.#runner.mode(), whole.events);
  }

  /** Looks at the outcomes of a batch, and asks for those that did not come since the parser hung or died. */
  async judge(batch: readonly Chunking[], first: readonly Outcome[]): Promise<void> {
    let [rest, outcomes] = [batch, first];
    for (;;) {
      this.done += outcomes.length;
      this.#deaths += outcomes.filter(({ verdict: { type } }) => type === 'hung' || type === 'crashed').length;
      for (const [index, outcome] of outcomes.entries()) {
        const chunking = rest[index];
        if (chunking !== undefined) await this.#judgeOne(chunking, outcome);
      }
      rest = rest.slice(Math.max(1, outcomes.length));
      if (rest.length === 0 || this.stopped) return;
      outcomes = await this.ask(rest);
    }
  }

  async #judgeOne(chunking: Chunking, outcome: Outcome): Promise<void> {
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
    await this.#suspect({ class: lag.class, bytes, chunking: { ...chunking, cuts }, ending: 'nothing' });
  }

  /** To be called when all of a step has been judged. */
  async finish({ family }: PlanStep): Promise<void> {
    if (family === 'single cuts') await this.#judgeWaiting();
  }

  async #judgeWaiting(): Promise<void> {
    this.#prefixesKnown = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { chunking, progress } of waiting) await this.#judgeProgress(chunking, progress);
  }

  async #report(found: FindingClass, chunking: Chunking): Promise<void> {
    await this.#suspect({ class: found, bytes: this.baseline.input.bytes, chunking, ending: 'end' });
  }
}
