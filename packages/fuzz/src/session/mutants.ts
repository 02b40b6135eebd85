import fc from 'fast-check';
import { assembledArbitrary } from '../inputs/assembled.js';
import type { NamedInput } from '../inputs/corpus.js';
import type { CorpusFolder } from '../inputs/folder.js';
import { mutationArbitrary } from '../inputs/mutations.js';
import type { CoverageRequest } from '../isolation/coverage.js';
import { SCOUTING, SCREENING } from '../plan/plan.js';
import type { Outcome } from '../run/outcome.js';
import { WHOLE_LOOKED_AT } from './calibrate.js';
import type { Runner } from './runner.js';
import { Scout, type Scouting, scoutOut } from './scout.js';

/** Mutants on which the parser may hang or die before the search ends: each costs the whole time limit. */
const MOST_DEADLY = 2;
/** Of those that show nothing new, one in so many is cut at every place. */
const FULL_EVERY = 4;
/** Where code is looked at, most are only given whole: of those that reach nothing new, one in so many is cut. */
const CUT_EVERY = 8;
/** Mutants that are given whole before it is asked what they reached. */
const LOOKED_AT_TOGETHER = 32;
/** The last of those that were kept: half of the mutants are made of them, where code is looked at. */
const RECENT = 3;
/** Inputs that showed something new and are kept for further mutants. */
const MOST_KEPT = 400;

/** What mutants are made of, and how many. */
export interface Mutation extends Omit<Scouting, 'plan'> {
  readonly seeds: readonly Uint8Array[];
  readonly dictionary: readonly Uint8Array[];
  /** So many; or undefined: as many as there is time for. */
  readonly count: number | undefined;
  /** When to end, by `performance.now()`. */
  readonly until: number;
  /** Functions of which more was reached since the last call than ever, where that is looked at. */
  readonly coverage: ((request: CoverageRequest) => Promise<number>) | undefined;
  /** Where inputs go that show something new. */
  readonly folder: CorpusFolder | undefined;
  /** Told after each mutant. */
  readonly told: (name: string) => void;
}

/**
 * Looks at mutants of the corpus and at inputs put together of tokens. What shows something new (code that nothing had
 * reached, where that is looked at, else another kind of outcome) is mutated further.
 *
 * @returns How many were looked at.
 */
export async function searchMutants(runner: Runner, mutation: Mutation): Promise<number> {
  const { count, until, coverage } = mutation;
  const pool = new Pool(mutation);
  let [made, deadly] = [0, 0];
  const over = () => made >= (count ?? Number.POSITIVE_INFINITY) || performance.now() > until || runner.stopped;
  const take = () => {
    const index = made++;
    return { index, name: `mutant[${index}]`, bytes: pool.next(mutation.seed + index) };
  };
  const workOff = async () => {
    while (!over() && deadly < MOST_DEADLY) {
      const mutant = take();
      if (!(await lookAtOutcome(mutant))) deadly++;
      mutation.told(mutant.name);
    }
  };
  if (coverage === undefined) await Promise.all(Array.from({ length: runner.parallel }, workOff));
  else {
    await coverage('keep');
    while (!over() && deadly < MOST_DEADLY) {
      const most = Math.min(LOOKED_AT_TOGETHER, (count ?? Number.POSITIVE_INFINITY) - made);
      await lookAtCode(coverage, Array.from({ length: most }, take));
    }
  }
  return made;

  /** Cuts it, and cuts it everywhere where it shows another kind of outcome. */
  async function lookAtOutcome(input: Mutant): Promise<boolean> {
    const full = count !== undefined || input.index % FULL_EVERY === 0;
    const scout = await cut(input, full);
    if (scout === undefined) return false;
    if (!pool.isNewKind(scout.whole)) return !scout.examination.deadly;
    keep(input);
    if (!full) await cut(input, true);
    return !scout.examination.deadly;
  }

  /**
   * Gives them whole, and cuts those everywhere that reach code which nothing had reached. To ask what was reached costs more
   * than many runs, so that it is asked for all of them, and for each only if there is something new.
   */
  async function lookAtCode(ask: NonNullable<Mutation['coverage']>, mutants: readonly Mutant[]): Promise<void> {
    // Neither what cutting reached nor what making mutants did is theirs.
    await ask('discard');
    await giveWhole(mutants);
    if ((await ask('count')) > 0) {
      for (const mutant of mutants) {
        await ask('discard');
        await giveWhole([mutant]);
        if ((await ask('keep')) === 0) continue;
        keep(mutant);
        await cut(mutant, true);
      }
    }
    for (const mutant of mutants) {
      if (mutant.index % CUT_EVERY === 0) await cut(mutant, false);
      mutation.told(mutant.name);
    }
  }

  async function giveWhole(mutants: readonly Mutant[]): Promise<void> {
    for (let given = 0; given < mutants.length; ) {
      const inputs = mutants.slice(given).map(({ bytes }) => bytes);
      const outcomes = await runner.runEach(inputs, WHOLE_LOOKED_AT, runner.mode());
      if (outcomes.at(-1)?.verdict.type === 'hung') deadly++;
      given += Math.max(1, outcomes.length);
    }
  }

  async function cut(input: Mutant, everywhere: boolean): Promise<Scout | undefined> {
    const plan = everywhere ? SCOUTING : SCREENING;
    const scout = await Scout.send(runner, input, { ...mutation, plan, seed: mutation.seed + input.index });
    if (scout !== undefined) await scoutOut(runner, scout);
    return scout;
  }

  function keep({ bytes }: Mutant): void {
    pool.keep(bytes);
    mutation.folder?.add(bytes);
  }
}

/** Where each step is noticed, small steps lead on: so many times as often a byte is replaced, and a mutant made by changes. */
const GUIDED_REPLACING = 4;
const GUIDED_CHANGING = 9;

interface Mutant extends NamedInput {
  readonly index: number;
}

class Pool {
  readonly #dictionary: readonly Uint8Array[];
  readonly #inputs: Uint8Array[];
  readonly #recent: number;
  readonly #kinds = new Set<string>();
  #arbitrary: fc.Arbitrary<Uint8Array> | undefined;

  constructor({ seeds, dictionary, coverage }: Mutation) {
    this.#inputs = [...seeds];
    this.#recent = coverage === undefined ? 0 : RECENT;
    this.#dictionary = dictionary;
  }

  /** The same for the same seed and the same inputs. */
  next(seed: number): Uint8Array {
    const guided = this.#recent > 0;
    const dictionary = this.#dictionary;
    this.#arbitrary ??= fc.oneof(
      {
        arbitrary: mutationArbitrary(this.#seeds(), dictionary, guided ? GUIDED_REPLACING : 1),
        weight: guided ? GUIDED_CHANGING : 3,
      },
      { arbitrary: assembledArbitrary(this.#inputs, dictionary), weight: dictionary.length > 0 ? 3 : 1 },
    );
    return fc.sample(this.#arbitrary, { seed, numRuns: 1 })[0] ?? new Uint8Array();
  }

  #seeds(): readonly Uint8Array[] {
    const inputs = this.#inputs;
    if (this.#recent === 0) return inputs;
    return [...inputs, ...inputs.flatMap((_, index) => inputs.slice(-1 - (index % this.#recent))[0] ?? [])];
  }

  keep(bytes: Uint8Array): void {
    if (this.#inputs.length >= MOST_KEPT) return;
    this.#inputs.push(bytes);
    this.#arbitrary = undefined;
  }

  isNewKind({ verdict, events }: Outcome): boolean {
    const kind = 'kind' in verdict ? `${verdict.kind} ${verdict.text.replaceAll(/\d+/g, '0').slice(0, 80)}` : '';
    const key = `${verdict.type} ${kind} ${Math.min(events.length, 8)}`;
    if (this.#kinds.has(key)) return false;
    this.#kinds.add(key);
    return true;
  }
}
