import type { References } from '../oracles/reference.js';
import { tryOut } from '../oracles/trial.js';
import { WHOLE } from '../plan/chunking.js';
import { readReplay } from '../report/replay.js';
import { type Case, newCase } from './cases.js';
import type { Runner } from './runner.js';

/** Tries the one case that a report printed, as patiently as it was confirmed then. */
export async function replayOne(runner: Runner, replay: string, references: References): Promise<Case[]> {
  const { suspicion, lateness } = readReplay(replay);
  if (lateness > 0) runner.waitFor(lateness);
  const evidence = await tryOut(runner, suspicion, (changes) => runner.patientMode(changes), references);
  if (evidence === undefined) return [];
  const { verdict } = await runner.runOne(suspicion.bytes, WHOLE, runner.patientMode());
  const input = { name: 'replay', bytes: suspicion.bytes };
  return [newCase(input, verdict.type === 'finished', { ...suspicion, class: evidence.class }, evidence)];
}
