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

/** What was learned about the subject from giving it each input whole. */
export interface Calibration {
  readonly baselines: readonly Baseline[];
  readonly suspicions: readonly Suspicion[];
  readonly notes: readonly string[];
}

/** Inputs whose first runs wait patiently to learn how the subject delivers. */
const PATIENT_INPUTS = 3;
/** A time limit is at least so many times what the slowest input takes whole. */
const SLOWNESS = 20;
/** Milliseconds for which a subject with work left over is listened to. */
const LISTENING = 1000;
/** Waits that are tried for a subject that answers late, in milliseconds. */
const WAITS = [60, 150, 400, LISTENING];

/** In one chunk, but looked at once it has been taken. */
export const WHOLE_LOOKED_AT: Chunking = { ...WHOLE, pacing: 'tick' };

/**
 * Gives every input whole, learns from it how the subject delivers, and refuses a subject or a corpus that could show
 * nothing about the parser. Throws FuzzUsageError.
 */
export async function calibrate(
  runner: Runner,
  inputs: readonly NamedInput[],
  options: { readonly allowSilent: boolean },
): Promise<Calibration> {
  let notes: readonly string[] = [];
  const baselines: Baseline[] = [];
  const suspicions: Suspicion[] = [];
  let [asynchronous, slow, warm] = [false, false, 0];
  for (const [index, input] of inputs.entries()) {
    const mode = (changes: Partial<RunMode> = {}) =>
      index < PATIENT_INPUTS ? runner.patientMode(changes) : runner.mode(changes);
    let whole = await baseline(runner, input, mode());
    if (whole.pending.length > 0 && notes.length === 0 && !isDeath(whole.verdict)) {
      notes = await learnLateness(runner, input, whole);
      whole = await baseline(runner, input, mode());
    }
    baselines.push({ input, whole });
    const again = settledAtOnce(whole) ? runner.mode({ together: 1 }) : mode();
    const elsewhere = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, { ...again, padding: OTHER_PADDING });
    if (compare(whole, elsewhere) !== undefined) {
      suspicions.push({ class: 'reads-outside', bytes: input.bytes, chunking: WHOLE, ending: 'end' });
    }
    // The first runs of all are spent on compiling the parser.
    warm = Math.max(warm, Math.min(whole.busy, elsewhere.busy));
    asynchronous ||= whole.asynchronous;
    slow ||= whole.slow;
  }
  runner.timing = asynchronous || !(await sameAtOnce(runner, baselines)) ? 'asynchronous' : 'synchronous';
  if (slow && notes.length === 0) runner.waitLonger();
  const slowest = Math.max(...baselines.map(({ whole }) => whole.duration));
  runner.timeLimit = Math.max(runner.timeLimit, slowest * SLOWNESS);
  runner.learnDuration(warm);
  refuseSilence(baselines, options.allowSilent);
  return { baselines, suspicions, notes };
}

/**
 * A subject that leaves a timer or a read open when nothing comes any more may still answer: it is listened to for longer,
 * and waited for from then on if it does.
 *
 * @returns What is to be said about it.
 */
async function learnLateness(runner: Runner, { bytes }: NamedInput, soon: Outcome): Promise<string[]> {
  const run = (changes: Partial<RunMode['patience']> = {}) => {
    const mode = runner.patientMode();
    return runner.runOne(bytes, WHOLE_LOOKED_AT, { ...mode, patience: { ...mode.patience, ...changes } });
  };
  const listened = await run({ atLast: LISTENING });
  if (compare(listened, soon) === undefined) {
    if (listened.pending.length === 0) return [];
    return [
      `${LISTENING} ms after the last call something was still open (${listened.pending.join(', ')}). ` +
        'What it may bring later than that is not seen.',
    ];
  }
  for (const wait of WAITS) {
    runner.waitFor(wait);
    if (compare(listened, await run()) === undefined) break;
  }
  return [
    'The parser answers later than its calls return, without a promise that says so: every run waits for that. ' +
      'A promise from `write` or `end` would be faster and surer.',
  ];
}

/** Whether runs without any turn of the event loop give the same. */
async function sameAtOnce(runner: Runner, baselines: readonly Baseline[]): Promise<boolean> {
  for (const { input, whole } of baselines.slice(0, PATIENT_INPUTS)) {
    const atOnce = await runner.runOne(input.bytes, WHOLE, runner.mode({ timing: 'synchronous' }));
    if (compare(whole, atOnce) !== undefined) return false;
  }
  return true;
}

/** Waiting for more brought nothing, and there was nothing to wait for. */
function settledAtOnce({ asynchronous, slow, pending }: Outcome): boolean {
  return !asynchronous && !slow && pending.length === 0;
}

async function baseline(runner: Runner, input: NamedInput, mode: RunMode): Promise<Outcome> {
  const first = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, mode);
  if (first.verdict.type === 'hung') {
    throw new FuzzUsageError(
      'SUBJECT_NEVER_ENDS',
      `the subject never ends: given ${input.name} in one chunk it does not come back from ${nameOf(first.verdict)} within ${mode.timeLimit} ms` +
        (first.verdict.during === 'open'
          ? ' (fromClient waits for what the client sends: `speaksFirst: false` for one that reads first)'
          : ''),
    );
  }
  const brisk = settledAtOnce(first) ? runner.mode({ together: 1 }) : mode;
  const second = await runner.runOne(input.bytes, WHOLE_LOOKED_AT, brisk);
  refuseUnlike(input.name, first, second);
  return {
    ...first,
    // What only one of them left open may be somebody else's.
    pending: first.pending.filter((name) => second.pending.includes(name)),
    // A machine that stands still makes one of them slow, not both.
    duration: Math.min(first.duration, second.duration),
    busy: Math.min(first.busy, second.busy),
  };
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
      'Does `open` make a new parser each time? A counter, a clock or random numbers in the messages can be left out or renamed by `canonical`.',
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
