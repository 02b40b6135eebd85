import fc from 'fast-check';
import type { NamedInput } from '../inputs/corpus.js';
import type { Suspicion } from '../oracles/trial.js';
import { SCOUTING } from '../plan/plan.js';
import type { Baseline } from './calibrate.js';
import type { Case, Cases } from './cases.js';
import type { Runner } from './runner.js';
import { type Found, Scout, type Scouting, scoutOut } from './scout.js';

/** Findings for which generated inputs are searched before the search ends. */
const MOST_ROUNDS = 4;
/** Generated inputs on which the parser may hang or die before the search ends: each costs the whole time limit. */
const MOST_DEADLY = 2;
/** Milliseconds for which fast-check shrinks one input. Delta debugging goes on from there. */
const SHRINK_TIME = 3000;

/** What generated inputs come from, and how many. */
export interface Generation extends Omit<Scouting, 'plan' | 'found'> {
  readonly arbitrary: fc.Arbitrary<Uint8Array>;
  readonly runs: number;
  /** Milliseconds for shrinking one input. */
  readonly shrinkTime: number;
  readonly take: (baseline: Baseline, suspicion: Suspicion) => Promise<Case | undefined>;
}

/** Looks at generated inputs through a short plan, until every kind of finding that they show has been found once. */
export async function searchGenerated(runner: Runner, cases: Cases, generation: Generation): Promise<void> {
  let left = generation.runs;
  for (let round = 0; round < MOST_ROUNDS && left > 0 && !runner.stopped; round++) {
    const search = new Search(runner, cases, generation);
    const details = await fc.check(fc.asyncProperty(generation.arbitrary, search.holds), {
      seed: generation.seed + round,
      numRuns: left,
      endOnFailure: false,
    });
    if (search.fatal !== undefined) throw search.fatal;
    if (!details.failed || search.found === undefined) return;
    if (search.smallest !== undefined) search.found.smaller = search.smallest;
    left -= details.numRuns;
  }
}

/** One property of fast-check: no generated input shows anything that is not yet known. */
class Search {
  readonly #runner: Runner;
  readonly #cases: Cases;
  readonly #generation: Generation;
  #generated = 0;
  #deadly = 0;
  #shrinkUntil = Number.POSITIVE_INFINITY;
  /** The case of the first input that failed; shrinking looks for no other. */
  found: Case | undefined = undefined;
  smallest: Suspicion | undefined = undefined;
  /** An error of the session, not of the property. */
  fatal: unknown;

  constructor(runner: Runner, cases: Cases, generation: Generation) {
    this.#runner = runner;
    this.#cases = cases;
    this.#generation = generation;
  }

  readonly holds = async (bytes: Uint8Array): Promise<boolean> => {
    if (this.fatal !== undefined) return true;
    // A failure without a case makes fast-check stop, where it would go on through everything that passes.
    if (this.#runner.interruption !== undefined) return this.found !== undefined;
    if (performance.now() > this.#shrinkUntil || this.#deadly >= MOST_DEADLY) return true;
    try {
      const input: NamedInput = { name: `generated[${this.#generated++}]`, bytes };
      return this.found === undefined ? await this.#looksRight(input) : await this.#shrinksNoFurther(input, this.found);
    } catch (error) {
      this.fatal = error;
      return true;
    }
  };

  async #looksRight(input: NamedInput): Promise<boolean> {
    await this.#examine(input, async (baseline, suspicion) => {
      if (this.found !== undefined || this.#cases.knows(suspicion, isAccepted(baseline))) return;
      const before = this.#cases.all.length;
      const found = await this.#generation.take(baseline, suspicion);
      if (this.#cases.all.length === before || found === undefined) return;
      this.found = found;
      this.#shrinkUntil = performance.now() + Math.min(SHRINK_TIME, this.#generation.shrinkTime);
    });
    return this.found === undefined;
  }

  async #shrinksNoFurther(input: NamedInput, found: Case): Promise<boolean> {
    let shows: Suspicion | undefined;
    await this.#examine(input, async (baseline, suspicion) => {
      if (found.class === suspicion.class && found.accepted === isAccepted(baseline)) shows ??= suspicion;
    });
    if (shows === undefined) return true;
    this.smallest = shows;
    return false;
  }

  async #examine(input: NamedInput, found: Found): Promise<void> {
    const { pacings, seed } = this.#generation;
    const scouting: Scouting = { plan: SCOUTING, pacings, seed: seed + this.#generated, found };
    const scout = await Scout.send(this.#runner, input, scouting);
    if (scout === undefined) {
      this.#deadly++;
      return;
    }
    await scoutOut(this.#runner, scout);
    if (scout.examination.deadly) this.#deadly++;
  }
}

function isAccepted({ whole }: Baseline): boolean {
  return whole.verdict.type === 'finished';
}
