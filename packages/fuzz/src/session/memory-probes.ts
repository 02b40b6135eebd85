import { compare } from '../oracles/compare.js';
import { type Chunking, WHOLE } from '../plan/chunking.js';
import { fixedSize } from '../plan/families.js';
import type { Outcome } from '../run/outcome.js';
import type { Baseline } from './calibrate.js';
import type { Suspect } from './examination.js';
import type { Runner } from './runner.js';

interface Probed {
  readonly baseline: Baseline;
  readonly suspect: Suspect;
}

/** Looks at what the parser does with memory, in a few ways of cutting each input. */
export class MemoryProbes {
  readonly #runner: Runner;
  readonly #inputs: readonly Probed[];
  #begun: Promise<readonly (readonly Probe[])[]> | undefined;

  constructor(runner: Runner, inputs: readonly Probed[]) {
    this.#runner = runner;
    this.#inputs = inputs;
  }

  /** Begins with the first inputs, beside whatever else is done: what takes many turns of the event loop shares them. */
  begin(): void {
    this.#begun = this.#probe(0);
    // Whoever judges hears of it.
    this.#begun.catch(() => undefined);
  }

  async judge(): Promise<void> {
    for (let start = 0; start < this.#inputs.length && !this.#runner.stopped; start += this.#runner.parallel) {
      const probes = await (start === 0 ? (this.#begun ?? this.#probe(0)) : this.#probe(start));
      for (const [index, of] of probes.entries()) {
        const { baseline, suspect } = this.#inputs[start + index] as Probed;
        for (const one of of) await judge(one, baseline, suspect);
      }
    }
  }

  #probe(start: number): Promise<Probe[][]> {
    const some = this.#inputs.slice(start, start + this.#runner.parallel);
    return Promise.all(some.map(({ baseline }) => probe(this.#runner, baseline)));
  }
}

/** One chunking, done three times. */
interface Probe {
  readonly chunking: Chunking;
  readonly watched: Outcome | undefined;
  readonly plain: Outcome | undefined;
  readonly overwritten: Outcome | undefined;
}

async function probe(runner: Runner, { input: { bytes } }: Baseline): Promise<Probe[]> {
  const middle = Math.floor(bytes.length / 2);
  const chunkings: Chunking[] = [WHOLE, { cuts: [middle], pacing: 'tick' }];
  for (const size of [1, 3]) chunkings.push({ cuts: fixedSize(bytes.length, size), pacing: 'tick' });
  const slowly = chunkings.map((chunking): Chunking => ({ ...chunking, pacing: 'tick' }));
  const [watched, plain, overwritten] = await Promise.all([
    runner.run(bytes, chunkings, runner.mode({ memory: 'watch' })),
    runner.run(bytes, slowly, runner.mode()),
    runner.run(bytes, slowly, runner.mode({ memory: 'overwrite' })),
  ]);
  return chunkings.map((chunking, index) => ({
    chunking,
    watched: watched[index],
    plain: plain[index],
    overwritten: overwritten[index],
  }));
}

async function judge({ chunking, watched, plain, overwritten }: Probe, { input }: Baseline, suspect: Suspect) {
  const { bytes } = input;
  for (const breach of watched?.breaches ?? []) await suspect({ class: breach, bytes, chunking, ending: 'end' });
  if (plain === undefined || overwritten === undefined || compare(plain, overwritten) === undefined) return;
  await suspect({ class: 'keeps-input', bytes, chunking, ending: 'end' });
}
