import type { NamedInput } from '../inputs/corpus.js';
import type { Reference, References } from '../oracles/reference.js';
import { WHOLE } from '../plan/chunking.js';
import { Lockstep } from '../run/lockstep.js';
import { bareOutcome, type Outcome } from '../run/outcome.js';
import { Recorder } from '../run/recorder.js';
import { AsynchronousRun } from '../run/run-asynchronously.js';
import type { Subject } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import type { FuzzOptions } from './options.js';
import type { Runner } from './runner.js';

/** Makes references of what the user gave, judged in the canonical form of the subject. */
export function toReferences(
  { reference }: FuzzOptions,
  inputs: readonly NamedInput[],
  canonical: Subject['canonical'],
  runner: Runner,
): References {
  const given = inputs.filter(({ output }) => output !== undefined);
  return {
    ...(reference === undefined ? {} : { reference: implementation(reference, canonical, runner) }),
    ...(given.length === 0 ? {} : { expected: byHand(given, canonical) }),
  };
}

function implementation(
  given: NonNullable<FuzzOptions['reference']>,
  canonical: Subject['canonical'],
  runner: Runner,
): Reference {
  if (typeof given === 'function') {
    return async (input) => record(canonical, async () => iterable(await given(Uint8Array.from(input))));
  }
  const subject: Subject = canonical === undefined ? given : { ...given, canonical, open: given.open.bind(given) };
  return (input) => {
    const batch = { input, chunkings: [WHOLE], mode: runner.patientMode() };
    return new AsynchronousRun(subject, batch, WHOLE, new Lockstep(false)).complete(WHOLE);
  };
}

/** Throws FuzzUsageError (`INVALID_OPTION`). */
function iterable<Message>(messages: Iterable<Message>): Iterable<Message> {
  if (typeof messages?.[Symbol.iterator] === 'function') return messages;
  throw new FuzzUsageError(
    'INVALID_OPTION',
    `reference returned ${typeof messages}: it must return the messages of the input, as an array or another iterable`,
  );
}

/** Only whole inputs are known. */
function byHand(given: readonly NamedInput[], canonical: Subject['canonical']): Reference {
  return async (input) => {
    const known = given.find(({ bytes }) => Buffer.compare(bytes, input) === 0);
    return known === undefined ? undefined : record(canonical, () => known.output ?? []);
  };
}

async function record(
  canonical: Subject['canonical'],
  messages: () => Iterable<unknown> | PromiseLike<Iterable<unknown>>,
): Promise<Outcome> {
  const recorder = new Recorder(canonical);
  try {
    for (const message of await messages()) recorder.message(message);
  } catch (error) {
    if (error instanceof FuzzUsageError) throw error;
    recorder.error(error);
  }
  return {
    ...bareOutcome(recorder.verdict ?? { type: 'finished' }),
    events: recorder.events(),
    positions: recorder.positions,
  };
}
