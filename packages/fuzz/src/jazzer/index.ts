import { encode } from '../canonical/encode.js';
import { LocalExecutor } from '../isolation/local-executor.js';
import { compare } from '../oracles/compare.js';
import type { Chunking } from '../plan/chunking.js';
import { WHOLE } from '../plan/chunking.js';
import type { Outcome } from '../run/outcome.js';
import type { RunMode } from '../run/request.js';
import type { Subject } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** Bytes of the engine's data that say where to cut. */
const CUTS = 4;

/**
 * A target for a coverage-guided engine that calls a function with bytes of its choice, such as Jazzer.js: the last bytes say
 * where the others are cut. It throws where the parser gives something else than for the whole.
 *
 * @example
 * // csv.fuzz.js, for `npx jazzer csv.fuzz corpus/`
 * export const fuzz = fuzzTarget(subject);
 */
export function fuzzTarget<Message>(subject: Subject<Message>): (data: Uint8Array) => Promise<void> {
  const executor = new LocalExecutor(subject as Subject);
  return async (data) => {
    const bytes = Uint8Array.from(data.subarray(0, Math.max(0, data.length - CUTS)));
    if (bytes.length < 2) return;
    const chunking = chunkingFrom(data.subarray(data.length - CUTS), bytes.length);
    const [whole, cut] = await executor.run({ input: bytes, chunkings: [WHOLE, chunking], mode: MODE });
    if (whole === undefined || cut === undefined || whole.verdict.type === 'hung') return;
    if (whole.subjectError !== undefined) throw new FuzzUsageError('SUBJECT_THROWS', whole.subjectError);
    const difference = compare(whole, cut);
    if (difference === undefined) return;
    throw new Error(
      `${subject.name ?? 'the parser'}: ${difference} depends on where the input is cut\n` +
        `input ${encode(bytes)}, cut at ${chunking.cuts.join(', ')}, ${chunking.pacing}\n` +
        `whole ${shown(whole)}\ncut   ${shown(cut)}`,
    );
  };
}

/** Alone and in turns of the event loop: the engine watches what code a call reaches. */
const MODE: RunMode = {
  ending: 'end',
  timing: 'asynchronous',
  patience: { turns: 4, between: 0, atLast: 0 },
  timeLimit: 1000,
  padding: 0,
  memory: 'ignore',
  together: 1,
};

function chunkingFrom(choices: Uint8Array, length: number): Chunking {
  const [how = 0, ...places] = choices;
  const pacing = how & 1 ? 'tick' : 'burst';
  if (how & 2) return { cuts: Array.from({ length: length - 1 }, (_, index) => index + 1), pacing };
  const cuts = new Set(places.map((place) => 1 + (place % (length - 1))));
  return { cuts: [...cuts].sort((a, b) => a - b), pacing };
}

function shown({ events, verdict }: Outcome): string {
  return `${events.map(({ text }) => text).join(' · ')} → ${verdict.type}${'kind' in verdict ? ` ${verdict.kind}` : ''}`;
}
