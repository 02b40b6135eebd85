import type { NamedInput } from '../inputs/corpus.js';
import type { Suspicion } from '../oracles/trial.js';
import type { Pacing } from '../plan/chunking.js';
import { longSteps, quickSteps, type ResolvedPlan } from '../plan/plan.js';
import type { Outcome } from '../run/outcome.js';
import { type Baseline, WHOLE_LOOKED_AT } from './calibrate.js';
import { Examination } from './examination.js';
import { pursue, type Task } from './pipeline.js';
import type { Runner } from './runner.js';

/** Told of what looks wrong, with what the whole input gave. */
export type Found = (baseline: Baseline, suspicion: Suspicion) => Promise<void>;

/** An input beside the corpus, of which nothing is expected but that it may be cut anywhere. */
export class Scout {
  readonly examination: Examination;
  readonly #plan: ResolvedPlan;
  readonly #pacings: readonly Pacing[];
  readonly #seed: number;

  private constructor(runner: Runner, baseline: Baseline, scouting: Scouting) {
    this.#plan = scouting.plan;
    this.#pacings = scouting.pacings;
    this.#seed = scouting.seed;
    const suspect = (suspicion: Suspicion) => scouting.found(baseline, suspicion);
    this.examination = new Examination(runner, baseline, scouting.pacings, suspect);
  }

  /** Undefined for an input on which the parser hangs whole, which shows nothing about cuts. */
  static async send(runner: Runner, input: NamedInput, scouting: Scouting): Promise<Scout | undefined> {
    const whole = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, runner.mode());
    return whole.verdict.type === 'hung' ? undefined : new Scout(runner, { input, whole }, scouting);
  }

  get whole(): Outcome {
    return this.examination.baseline.whole;
  }

  quick(): Task[] {
    return [...quickSteps(this.#plan, this.#length)].map((step) => ({ of: this.examination, step }));
  }

  /** One pacing is enough for the many that differ little: the one that shows what each prefix brings. */
  long(): Task[] {
    const pacings = this.#pacings.slice(-1);
    return [...longSteps(this.#plan, this.#length, this.#seed)].map((step) => ({
      of: this.examination,
      step,
      pacings,
    }));
  }

  get #length(): number {
    return this.examination.baseline.input.bytes.length;
  }
}

/** How an input is looked at. */
export interface Scouting {
  readonly plan: ResolvedPlan;
  readonly pacings: readonly Pacing[];
  /** Of the random chunkings. */
  readonly seed: number;
  readonly found: Found;
}

/** Sends scouts to many inputs, several at a time. */
export async function scoutAll(
  runner: Runner,
  inputs: readonly NamedInput[],
  scouting: Scouting,
): Promise<readonly Scout[]> {
  const scouts: Scout[] = [];
  for (let start = 0; start < inputs.length && !runner.stopped; start += runner.parallel) {
    const some = inputs.slice(start, start + runner.parallel);
    const sent = await Promise.all(some.map((input) => Scout.send(runner, input, scouting)));
    scouts.push(...sent.filter((scout) => scout !== undefined));
  }
  return scouts;
}

/** One input, all that its plan has. */
export async function scoutOut(runner: Runner, scout: Scout): Promise<void> {
  await pursue(runner, [...scout.quick(), ...scout.long()]);
}
