import { tryOut } from '../oracles/trial.js';
import { type Chunking, WHOLE } from '../plan/chunking.js';
import { fixedSize } from '../plan/families.js';
import type { MemoryBreach } from '../run/outcome.js';
import type { Baseline } from './calibrate.js';
import type { Suspect } from './examination.js';
import type { Runner } from './runner.js';

/** Looks at what the parser does with memory, in a few ways of cutting one input. */
export async function probeMemory(runner: Runner, { input }: Baseline, suspect: Suspect): Promise<void> {
  const { bytes } = input;
  const middle = Math.floor(bytes.length / 2);
  const chunkings: Chunking[] = [WHOLE, { cuts: [middle], pacing: 'tick' }];
  for (const size of [1, 3]) chunkings.push({ cuts: fixedSize(bytes.length, size), pacing: 'tick' });
  for (const chunking of chunkings) {
    if (runner.interruption !== undefined) return;
    const watched = await runner.runOne(bytes, chunking, runner.mode({ memory: 'watch' }));
    const breaches: MemoryBreach[] = [...watched.breaches];
    const kept = { class: 'keeps-input', bytes, chunking, end: true } as const;
    if ((await tryOut(runner, kept, runner.mode.bind(runner))) !== undefined) breaches.push('keeps-input');
    for (const breach of breaches) await suspect({ class: breach, bytes, chunking, end: true });
  }
}
