import fc from 'fast-check';
import { assembledArbitrary } from '../inputs/assembled.js';
import type { CorpusFolder } from '../inputs/folder.js';
import { mutationArbitrary } from '../inputs/mutations.js';
import { SCOUTING, SCREENING } from '../plan/plan.js';
import type { Outcome } from '../run/outcome.js';
import type { Runner } from './runner.js';
import { Scout, type Scouting, scoutOut } from './scout.js';

/** Mutants on which the parser may hang or die before the search ends: each costs the whole time limit. */
const MOST_DEADLY = 2;
/** Of those that show nothing new, one in so many is cut at every place. */
const FULL_EVERY = 4;
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
  /** Places of code reached for the first time since the last call, where that is looked at. */
  readonly coverage: (() => Promise<number>) | undefined;
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
  await coverage?.();
  let [made, deadly] = [0, 0];
  const over = () => made >= (count ?? Number.POSITIVE_INFINITY) || performance.now() > until || runner.stopped;
  const workOff = async () => {
    while (!over() && deadly < MOST_DEADLY) {
      const index = made++;
      const bytes = pool.next(mutation.seed + index);
      const input = { name: `mutant[${index}]`, bytes };
      const full = count !== undefined || index % FULL_EVERY === 0;
      const scouting = { ...mutation, plan: full ? SCOUTING : SCREENING, seed: mutation.seed + index };
      const scout = await Scout.send(runner, input, scouting);
      if (scout === undefined) {
        deadly++;
        continue;
      }
      await scoutOut(runner, scout);
      if (scout.examination.deadly) deadly++;
      const isNew = coverage === undefined ? pool.isNewKind(scout.whole) : (await coverage()) > 0;
      if (isNew) {
        pool.keep(bytes);
        mutation.folder?.add(bytes);
        // What is new deserves to be cut everywhere.
        const again = full ? undefined : await Scout.send(runner, input, { ...scouting, plan: SCOUTING });
        if (again !== undefined) await scoutOut(runner, again);
      }
      mutation.told(input.name);
    }
  };
  // What code a mutant reached can be told only where it was alone.
  const workers = coverage === undefined ? runner.parallel : 1;
  await Promise.all(Array.from({ length: workers }, workOff));
  return made;
}

class Pool {
  readonly #dictionary: readonly Uint8Array[];
  readonly #inputs: Uint8Array[];
  readonly #kinds = new Set<string>();
  #arbitrary: fc.Arbitrary<Uint8Array> | undefined;

  constructor({ seeds, dictionary }: Mutation) {
    this.#inputs = [...seeds];
    this.#dictionary = dictionary;
  }

  /** The same for the same seed and the same inputs. */
  next(seed: number): Uint8Array {
    this.#arbitrary ??= fc.oneof(
      { arbitrary: mutationArbitrary(this.#inputs, this.#dictionary), weight: 3 },
      { arbitrary: assembledArbitrary(this.#inputs, this.#dictionary), weight: this.#dictionary.length > 0 ? 3 : 1 },
    );
    return fc.sample(this.#arbitrary, { seed, numRuns: 1 })[0] ?? new Uint8Array();
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
