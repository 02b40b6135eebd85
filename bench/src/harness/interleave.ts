/** Runs contestants in turn, so that whatever slows the machine for a while slows all of them alike. */
import { instructionsOf } from './instructions.js';
import { Remote, type SubjectName } from './remote.js';
import type { Sample } from './sampler.js';

export interface Effort {
  /** How often each contestant gets new processes: code and heap lie elsewhere each time, which is worth some percent. */
  readonly launches: number;
  /** Samples of each contestant in each launch. */
  readonly rounds: number;
  /** Milliseconds of running before the first sample. */
  readonly warmUp: number;
  /** Whether the machine counts instructions. */
  readonly instructions: boolean;
}

export interface Contestant {
  readonly name: string;
  /** Gets ready: called once for each launch. */
  start(): Promise<Contender>;
  /** Instructions of one sample. Undefined where they cannot be told from those of others. */
  readonly instructions?: () => Promise<number>;
}

export interface Contender {
  warmUp(milliseconds: number): Promise<void>;
  sample(): Promise<Sample>;
  close(): Promise<void>;
}

export interface Compared {
  readonly name: string;
  readonly samples: readonly Sample[];
  /** For one unit of work; undefined where they were not counted. */
  readonly instructions: number | undefined;
}

/** In the order given; samples at the same place were taken one right after the other. */
export async function interleave(contestants: readonly Contestant[], effort: Effort): Promise<readonly Compared[]> {
  const samples: Sample[][] = contestants.map(() => []);
  for (let launch = 0; launch < effort.launches; launch++) {
    const contenders = await Promise.all(contestants.map((contestant) => contestant.start()));
    try {
      for (const contender of contenders) await contender.warmUp(effort.warmUp);
      for (let round = 0; round < effort.rounds; round++) {
        for (let place = 0; place < contenders.length; place++) {
          // Another one begins each round: the first after a pause is not always the same.
          const who = (place + round) % contenders.length;
          samples[who]?.push(await (contenders[who] as Contender).sample());
        }
      }
    } finally {
      await Promise.all(contenders.map((contender) => contender.close()));
    }
  }
  const compared: Compared[] = [];
  for (const [who, { name, instructions }] of contestants.entries()) {
    const taken = samples[who] as Sample[];
    const counted = effort.instructions ? await instructions?.() : undefined;
    compared.push({ name, samples: taken, instructions: counted && counted / (taken[0] as Sample).units });
  }
  return compared;
}

/**
 * The collector works on the thread whose garbage it is. Spread over helper threads its work would not be seen, and on a
 * machine with other load each of its pauses would wait for the slowest of them.
 */
export const ONE_THREAD = ['--single-threaded-gc'];

/** A contestant of one process, whose subject is a {@link Sampler}. */
export function alone(name: string, subject: SubjectName): Contestant {
  return {
    name,
    instructions: () => instructionsOf(subject, ONE_THREAD),
    async start() {
      const remote = await Remote.start(subject, ONE_THREAD);
      return {
        warmUp: (milliseconds) => remote.call('warmUp', milliseconds),
        sample: () => remote.call<Sample>('sample'),
        close: () => remote.close(),
      };
    },
  };
}
