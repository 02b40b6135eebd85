import { type Chunking, WHOLE, withoutEmptyChunks } from '../plan/chunking.js';
import type { Outcome } from '../run/outcome.js';
import type { Ending, RunMode } from '../run/request.js';
import { OTHER_PADDING, type Runner } from '../session/runner.js';
import { compare } from './compare.js';
import type { FindingClass } from './finding-class.js';
import { compareReach } from './promptness.js';
import type { References } from './reference.js';

/** A claim that can be tried: this input, cut like this, shows this. */
export interface Suspicion {
  readonly class: FindingClass;
  readonly bytes: Uint8Array;
  readonly chunking: Chunking;
  /** `nothing` for promptness: the input is then a prefix, and no end follows. */
  readonly ending: Ending;
}

/** Two outcomes that should be equal and are not. */
export interface Evidence {
  readonly class: FindingClass;
  readonly expected: Outcome;
  readonly actual: Outcome;
}

/** Modes of a trial: as brisk as the session, or as patient as can be. */
export type TrialMode = (changes: Partial<RunMode>) => RunMode;

/**
 * Tries a suspicion by itself.
 *
 * @returns What was found, which may be of another class than suspected, or undefined if all was well.
 */
export async function tryOut(
  runner: Runner,
  suspicion: Suspicion,
  mode: TrialMode,
  references: References = {},
): Promise<Evidence | undefined> {
  const { bytes, chunking, ending } = suspicion;
  const run = (how: Chunking, changes: Partial<RunMode> = {}) =>
    runner.runOne(bytes, how, mode({ ending, ...changes }));
  switch (suspicion.class) {
    case 'reference':
    case 'expected': {
      const expected = await references[suspicion.class]?.(bytes);
      if (expected === undefined) return undefined;
      return differing(suspicion.class, expected, await run(WHOLE));
    }
    case 'failed-read': {
      const outcome = await run(WHOLE);
      const dead = outcome.verdict.type === 'hung' || outcome.verdict.type === 'crashed';
      return dead ? { class: 'failed-read', expected: outcome, actual: outcome } : undefined;
    }
    case 'reads-outside':
      return differing('reads-outside', await run(chunking), await run(chunking, { padding: OTHER_PADDING }));
    case 'keeps-input': {
      const slow: Chunking = { ...chunking, pacing: 'tick' };
      return differing('keeps-input', await run(slow), await run(slow, { memory: 'overwrite' }));
    }
    case 'changes-input':
    case 'aliases-input':
    case 'changes-output': {
      const outcome = await run(chunking, { memory: 'watch' });
      const found = outcome.breaches.includes(suspicion.class);
      return found ? { class: suspicion.class, expected: outcome, actual: outcome } : undefined;
    }
    default: {
      const expected = await run(WHOLE);
      // Cut or not: an input on which the parser hangs shows nothing about cuts.
      if (expected.verdict.type === 'hung') return undefined;
      const actual = await run(chunking);
      const found = ending === 'nothing' ? lagOf(expected, actual) : compare(expected, actual);
      if (found === undefined) return undefined;
      const plain = withoutEmptyChunks(bytes.length, chunking.cuts);
      if (plain.length === chunking.cuts.length) return { class: found, expected, actual };
      const needsEmpty = compare(expected, await run({ ...chunking, cuts: plain })) === undefined;
      return { class: needsEmpty ? 'empty-chunks' : found, expected, actual };
    }
  }
}

function differing(found: FindingClass, expected: Outcome, actual: Outcome): Evidence | undefined {
  return compare(expected, actual) === undefined ? undefined : { class: found, expected, actual };
}

/** Without an end, any difference in what has come so far is one of promptness. */
function lagOf(expected: Outcome, actual: Outcome): FindingClass | undefined {
  const found = compare(expected, actual);
  if (found === 'messages') return compareReach(expected.reach, actual.reach) ?? 'promptness';
  return found === 'verdict' ? 'error-moment' : found;
}
