import type { Reference } from '../oracles/reference.js';
import { WHOLE } from '../plan/chunking.js';
import { Lockstep } from '../run/lockstep.js';
import { bareOutcome } from '../run/outcome.js';
import { Recorder } from '../run/recorder.js';
import { AsynchronousRun } from '../run/run-asynchronously.js';
import type { Subject } from '../subject/subject.js';
import type { FuzzOptions } from './options.js';
import type { Runner } from './runner.js';

/** Makes a reference of what the user gave, judged in the canonical form of the subject. */
export function toReference(
  given: FuzzOptions['reference'],
  canonical: Subject['canonical'],
  runner: Runner,
): Reference | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'function') {
    const subject: Subject = canonical === undefined ? given : { ...given, canonical, open: given.open.bind(given) };
    return (input) => {
      const mode = runner.patientMode();
      return new AsynchronousRun(subject, { input, chunkings: [WHOLE], mode }, WHOLE, new Lockstep(false)).complete(
        WHOLE,
      );
    };
  }
  return async (input) => {
    const recorder = new Recorder(canonical);
    try {
      for (const message of await given(Uint8Array.from(input))) recorder.message(message);
    } catch (error) {
      recorder.error(error);
    }
    return {
      ...bareOutcome(recorder.verdict ?? { type: 'finished' }),
      events: recorder.events(),
      positions: recorder.positions,
    };
  };
}
