/** Many inputs for one subject on one runtime. An input is known by its number: the seed and it are all that it is made of. */
import type { RuntimeName } from '@wirechart/core';
import { Random } from '@wirechart/transport-memory';
import { cutsOf, mutated } from './mutate.js';
import { type ByteSubject, nameOf } from './subject.js';
import { Trial } from './trial.js';

export interface BatchReport {
  readonly subject: string;
  readonly runtime: RuntimeName;
  /** Those that were tried: fewer than were asked for where several have failed. */
  readonly inputs: number;
  /** Messages that were handed out: were there none, the input would test nothing but the first byte. */
  readonly messages: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly failures: readonly BatchFailure[];
}

export interface BatchFailure {
  readonly input: number;
  readonly what: string;
  /** In hexadecimal, and where it was cut. */
  readonly bytes: string;
  readonly cuts: readonly number[];
}

export async function runBatch(
  subject: ByteSubject,
  runtime: RuntimeName,
  seed: number,
  from: number,
  inputs: number,
  begun: (input: number) => void = () => {},
): Promise<BatchReport> {
  const trial = new Trial(subject, runtime);
  const failures: BatchFailure[] = [];
  let messages = 0;
  let input = from;
  for (; input < from + inputs && failures.length < ENOUGH; input++) {
    begun(input);
    const random = new Random(seed).fork(`${nameOf(subject)} ${input}`);
    const bytes = mutated(subject.corpus, random);
    const cuts = cutsOf(bytes.length, random);
    try {
      const outcome = await trial.run(bytes, cuts);
      messages += outcome.messages;
      // Every few, the same at one go: it must come to the same.
      if (input % COMPARED === 0 && cuts.length > 0 && subject.streams !== true) {
        demandSame(await trial.run(bytes, []), outcome);
      }
    } catch (cause) {
      const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      failures.push({ input, what, bytes: Buffer.from(bytes).toString('hex'), cuts });
    }
  }
  const codes = Object.fromEntries(trial.codes);
  return { subject: nameOf(subject), runtime, inputs: input - from, messages, codes, failures };
}

function demandSame(whole: object, cut: object): void {
  const [a, b] = [JSON.stringify(whole), JSON.stringify(cut)];
  if (a !== b) throw new Error(`at one go it comes to ${a}, cut it comes to ${b}`);
}

const COMPARED = 4;
const ENOUGH = 5;
