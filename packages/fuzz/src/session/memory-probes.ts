import { compare } from '../oracles/compare.js';
import { type Chunking, WHOLE } from '../plan/chunking.js';
import { fixedSize } from '../plan/families.js';
import type { Outcome } from '../run/outcome.js';
import type { Baseline } from './calibrate.js';
import type { Suspect } from './examination.js';
import type { Runner } from './runner.js';

/** Looks at what the parser does with memory, in a few ways of cutting each input. */
export async function probeMemory(
  runner: Runner,
  inputs: readonly { readonly baseline: Baseline; readonly suspect: Suspect }[],
): Promise<void> {
  for (let start = 0; start < inputs.length && !runner.stopped; start += runner.parallel) {
    const some = inputs.slice(start, start + runner.parallel);
    const probes = await Promise.all(some.map(({ baseline }) => probe(runner, baseline)));
    for (const [index, { baseline, suspect }] of some.entries()) {
      for (const one of probes[index] ?? []) await judge(one, baseline, suspect);
    }
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
