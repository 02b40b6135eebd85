import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { FINDING_CLASSES, type FindingClass } from '../oracles/finding-class.js';
import type { Suspicion } from '../oracles/trial.js';
import type { Pacing } from '../plan/chunking.js';
import type { Ending } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** One case as a word that can be copied: the input, where it was cut, and what was done beside. */
export function writeReplay({ class: found, bytes, chunking, ending }: Suspicion, lateness: number): string {
  const fields: Fields = [
    found,
    chunking.pacing,
    ending,
    chunking.cuts,
    Buffer.from(bytes).toString('base64'),
    lateness,
  ];
  return deflateRawSync(JSON.stringify(fields)).toString('base64url');
}

/** Throws FuzzUsageError (`INVALID_OPTION`) for what no report has printed. */
export function readReplay(replay: string): { readonly suspicion: Suspicion; readonly lateness: number } {
  try {
    const fields = JSON.parse(inflateRawSync(Buffer.from(replay, 'base64url')).toString()) as Fields;
    const [found, pacing, ending, cuts, base64, lateness] = fields;
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    if (FINDING_CLASSES.includes(found)) {
      return { suspicion: { class: found, bytes, chunking: { cuts, pacing }, ending }, lateness };
    }
  } catch {
    // Refused below.
  }
  throw new FuzzUsageError(
    'INVALID_OPTION',
    `\`replay\` is not what a report prints as replay: ${JSON.stringify(replay)}`,
  );
}

type Fields = [FindingClass, Pacing, Ending, readonly number[], string, number];
