/** Runs subjects in turn, so that whatever slows the machine for a while slows all of them alike. */
import { Remote, type SubjectName } from './remote.js';
import type { Sample } from './sampler.js';

export interface Effort {
  /** How often each subject gets a new process: code and heap lie elsewhere each time, which is worth some percent. */
  readonly launches: number;
  /** Samples of each subject in each launch. */
  readonly rounds: number;
  /** Milliseconds of running before the first sample. */
  readonly warmUp: number;
}

/** By subject, in the order given; samples at the same place were taken one right after the other. */
export async function interleave(names: readonly SubjectName[], effort: Effort): Promise<readonly Sample[][]> {
  const samples: Sample[][] = names.map(() => []);
  for (let launch = 0; launch < effort.launches; launch++) {
    const remotes = await Promise.all(names.map((name) => Remote.start(name)));
    try {
      for (const remote of remotes) await remote.call('warmUp', effort.warmUp);
      for (let round = 0; round < effort.rounds; round++) {
        for (let place = 0; place < remotes.length; place++) {
          // Another one begins each round: the first after a pause is not always the same.
          const who = (place + round) % remotes.length;
          samples[who]?.push(await (remotes[who] as Remote).call<Sample>('sample'));
        }
      }
    } finally {
      await Promise.all(remotes.map((remote) => remote.close()));
    }
  }
  return samples;
}
