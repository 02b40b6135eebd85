import type { NamedInput } from '../inputs/corpus.js';
import { compare } from '../oracles/compare.js';
import type { Suspicion } from '../oracles/trial.js';
import { type Chunking, WHOLE } from '../plan/chunking.js';
import { describeVerdict } from '../report/verdict.js';
import type { Outcome, Verdict } from '../run/outcome.js';
import type { RunMode } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { OTHER_PADDING, type Runner } from './runner.js';

/** An input and what the parser gives for it in one chunk, which is what every way of cutting is held against. */
export interface Baseline {
  readonly input: NamedInput;
  readonly whole: Outcome;
}

/** Inputs whose first runs wait patiently to learn how the subject delivers. */
const PATIENT_INPUTS = 3;
/** A time limit is at least so many times what the slowest input takes whole. */
const SLOWNESS = 20;

/** In one chunk, but looked at once it has been taken. */
const WHOLE_LOOKED_AT: Chunking = { ...WHOLE, pacing: 'tick' };

/**
 * Gives every input whole, learns from it how the subject delivers, and refuses a subject or a corpus that could show
 * nothing about the parser. Throws FuzzUsageError.
 */
export async function calibrate(
  runner: Runner,
  inputs: readonly NamedInput[],
  options: { readonly allowSilent: boolean },
): Promise<{ baselines: Baseline[]; suspicions: Suspicion[] }> {
  const baselines: Baseline[] = [];
  const suspicions: Suspicion[] = [];
  let [asynchronous, slow] = [false, false];
  for (const [index, input] of inputs.entries()) {
    const mode = (changes: Partial<RunMode> = {}) =>
      index < PATIENT_INPUTS ? runner.patientMode(changes) : runner.mode(changes);
    const whole = await baseline(runner, input, mode());
    baselines.push({ input, whole });
    const elsewhere = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, mode({ padding: OTHER_PADDING }));
    if (compare(whole, elsewhere) !== undefined) {
      suspicions.push({ class: 'reads-outside', bytes: input.bytes, chunking: WHOLE, end: true });
    }
    asynchronous ||= whole.asynchronous;
    slow ||= whole.slow;
  }
  runner.timing = asynchronous ? 'asynchronous' : 'synchronous';
  if (slow) runner.waitLonger();
  runner.timeLimit = Math.max(runner.timeLimit, ...baselines.map(({ whole }) => whole.duration * SLOWNESS));
  refuseSilence(baselines, options.allowSilent);
  return { baselines, suspicions };
}

async function baseline(runner: Runner, input: NamedInput, mode: RunMode): Promise<Outcome> {
  const first = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, mode);
  if (first.verdict.type === 'hung') {
    throw new FuzzUsageError(
      'SUBJECT_NEVER_ENDS',
      `the subject never ends: given ${input.name} in one chunk it does not come back from ${nameOf(first.verdict)} within ${mode.timeLimit} ms`,
    );
  }
  const second = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, mode);
  refuseUnlike(input.name, first, second);
  return first;
}

/** Throws FuzzUsageError (`SUBJECT_NOT_DETERMINISTIC`) if two runs that should be alike are not. */
export function refuseUnlike(name: string, first: Outcome, second: Outcome): void {
  // A parser that runs away may be stopped by one limit or by another.
  if (isDeath(first.verdict) && isDeath(second.verdict)) return;
  const difference = compare(first, second);
  if (difference === undefined || difference === 'error-text' || difference === 'positions') return;
  throw new FuzzUsageError(
    'SUBJECT_NOT_DETERMINISTIC',
    `the subject is not deterministic: two runs of ${name} with the same chunks differ (${difference}).\n` +
      `  first:  ${summary(first)}\n  second: ${summary(second)}\n` +
      'A counter, a clock or random numbers in the messages can be left out or renamed by `canonical`.',
  );
}

function refuseSilence(baselines: readonly Baseline[], allowSilent: boolean): void {
  const failures = baselines.map(({ whole }) => whole.verdict).filter((verdict) => verdict.type !== 'finished');
  const [first] = failures;
  if (first !== undefined && failures.length === baselines.length) {
    throw new FuzzUsageError(
      'CORPUS_REFUSED',
      `the parser refuses every input of the corpus when given whole, the first with: ${describeVerdict(first)}`,
    );
  }
  if (!allowSilent && baselines.every(({ whole }) => whole.events.length === 0)) {
    throw new FuzzUsageError(
      'CORPUS_SILENT',
      'the subject gives no message for any input of the corpus, so that there is nothing to compare. ' +
        'Does it listen to the right events? If only the verdict counts, set `allowSilent`.',
    );
  }
}

function isDeath({ type }: Verdict): boolean {
  return type === 'hung' || type === 'crashed';
}

function nameOf(verdict: Verdict): string {
  if (verdict.type !== 'hung') return 'the run';
  return verdict.during === 'loop' ? 'a loop' : `\`${verdict.during}\``;
}

function summary({ events, verdict }: Outcome): string {
  const texts = events.slice(0, 5).map(({ text }) => text);
  return `${texts.join(' · ')}${events.length > 5 ? ` · … (${events.length} messages)` : ''} → ${describeVerdict(verdict)}`;
}
