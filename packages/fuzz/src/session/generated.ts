import fc from 'fast-check';
import type { NamedInput } from '../inputs/corpus.js';
import type { FindingClass } from '../oracles/finding-class.js';
import type { Suspicion } from '../oracles/trial.js';
import { type Chunking, type Pacing, WHOLE } from '../plan/chunking.js';
import { longSteps, quickSteps, SCOUTING } from '../plan/plan.js';
import type { Outcome } from '../run/outcome.js';
import type { Baseline } from './calibrate.js';
import type { Case, Cases } from './cases.js';
import { Examination } from './examination.js';
import { pursue } from './pipeline.js';
import type { Runner } from './runner.js';

/** Findings for which generated inputs are searched before the search ends. */
const MOST_ROUNDS = 4;
/** Generated inputs on which the parser may hang or die before the search ends: each costs the whole time limit. */
const MOST_DEADLY = 2;
/** Milliseconds for which fast-check shrinks one input. Delta debugging goes on from there. */
const SHRINK_TIME = 3000;

const WHOLE_LOOKED_AT: Chunking = { ...WHOLE, pacing: 'tick' };

/** What generated inputs come from, and how many. */
export interface Generation {
  readonly arbitrary: fc.Arbitrary<Uint8Array>;
  readonly runs: number;
  readonly seed: number;
  /** Replays one input of an earlier session with the same seed. */
  readonly path?: string | undefined;
  readonly pacings: readonly Pacing[];
}

/** Looks at generated inputs through a short plan, until every kind of finding that they show has been found once. */
export async function searchGenerated(runner: Runner, cases: Cases, generation: Generation): Promise<void> {
  let left = generation.runs;
  for (let round = 0; round < MOST_ROUNDS && left > 0 && runner.interruption === undefined; round++) {
    const search = new Search(runner, cases, generation.pacings);
    const details = await fc.check(fc.asyncProperty(generation.arbitrary, search.holds), {
      seed: generation.seed + round,
      numRuns: left,
      endOnFailure: false,
      ...(generation.path === undefined ? {} : { path: generation.path }),
    });
    if (search.fatal !== undefined) throw search.fatal;
    if (!details.failed || search.found === undefined) return;
    search.found.seed = details.seed;
    if (details.counterexamplePath !== null) search.found.path = details.counterexamplePath;
    if (search.smallest !== undefined) search.found.smaller = search.smallest;
    if (generation.path !== undefined) return;
    left -= details.numRuns;
  }
}

let generated = 0;

/** One property of fast-check: no generated input shows anything that is not yet known. */
class Search {
  readonly #runner: Runner;
  readonly #cases: Cases;
  readonly #pacings: readonly Pacing[];
  #deadly = 0;
  #shrinkUntil = Number.POSITIVE_INFINITY;
  /** The case of the first input that failed; shrinking looks for no other. */
  found: Case | undefined;
  smallest: Suspicion | undefined;
  /** An error of the session, not of the property. */
  fatal: unknown;

  constructor(runner: Runner, cases: Cases, pacings: readonly Pacing[]) {
    this.#runner = runner;
    this.#cases = cases;
    this.#pacings = pacings;
  }

  readonly holds = async (bytes: Uint8Array): Promise<boolean> => {
    if (this.fatal !== undefined) return true;
    // A failure without a case makes fast-check stop, where it would go on through everything that passes.
    if (this.#runner.interruption !== undefined) return this.found !== undefined;
    if (performance.now() > this.#shrinkUntil || this.#deadly >= MOST_DEADLY) return true;
    try {
      const input: NamedInput = { name: `generated[${generated++}]`, bytes };
      return this.found === undefined ? await this.#looksRight(input) : await this.#shrinksNoFurther(input, this.found);
    } catch (error) {
      this.fatal = error;
      return true;
    }
  };

  async #looksRight(input: NamedInput): Promise<boolean> {
    await this.#examine(input, async (whole, suspicion) => {
      if (this.found !== undefined || this.#cases.knows(suspicion.class, isAccepted(whole))) return;
      const before = this.#cases.all.length;
      const found = await this.#cases.take(input, whole, suspicion);
      if (this.#cases.all.length === before || found === undefined) return;
      this.found = found;
      this.#shrinkUntil = performance.now() + SHRINK_TIME;
    });
    return this.found === undefined;
  }

  async #shrinksNoFurther(input: NamedInput, found: Case): Promise<boolean> {
    let shows: Suspicion | undefined;
    await this.#examine(input, async (whole, suspicion) => {
      if (sameKind(found, suspicion.class, isAccepted(whole))) shows ??= suspicion;
    });
    if (shows === undefined) return true;
    this.smallest = shows;
    return false;
  }

  async #examine(input: NamedInput, suspect: (whole: Outcome, suspicion: Suspicion) => Promise<void>): Promise<void> {
    const whole = await this.#runner.runOne(input.bytes, WHOLE_LOOKED_AT, this.#runner.mode());
    // An input on which the parser hangs whole shows nothing about cuts.
    if (whole.verdict.type === 'hung') {
      this.#deadly++;
      return;
    }
    const baseline: Baseline = { input, whole };
    const examination = new Examination(this.#runner, baseline, this.#pacings, (one) => suspect(whole, one));
    const of = examination;
    const pacings = this.#pacings.slice(-1);
    const quick = [...quickSteps(SCOUTING, input.bytes.length)].map((step) => ({ of, step }));
    // One pacing is enough for the many that differ little: the one that shows what each prefix brings.
    const long = [...longSteps(SCOUTING, input.bytes.length, generated)].map((step) => ({ of, step, pacings }));
    await pursue(this.#runner, [...quick, ...long]);
    if (examination.deadly) this.#deadly++;
  }
}

function isAccepted(whole: Outcome): boolean {
  return whole.verdict.type === 'finished';
}

function sameKind(found: Case, other: FindingClass, accepted: boolean): boolean {
  return found.class === other && found.accepted === accepted;
}
