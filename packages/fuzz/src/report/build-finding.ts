import { compare } from '../oracles/compare.js';
import { contractOn, type FindingClass } from '../oracles/finding-class.js';
import type { References } from '../oracles/reference.js';
import { type Evidence, type Suspicion, tryOut } from '../oracles/trial.js';
import type { Outcome } from '../run/outcome.js';
import type { RunMode } from '../run/request.js';
import type { Case } from '../session/cases.js';
import type { Runner } from '../session/runner.js';
import { fewestCuts, type Judge, smallestBytes } from '../shrink/shrink.js';
import { toExample } from './example.js';
import {
  type RegressionSource,
  type RegressionTest,
  regressionFile,
  regressionTest,
} from './regression/regression-test.js';
import { writeReplay } from './replay.js';
import type { Finding, Severity } from './report.js';
import { onRealSocket } from './socket.js';
import { summarise } from './summary.js';

/** What findings of one session have in common. */
export interface FindingContext {
  readonly runner: Runner;
  readonly references: References;
  readonly source: RegressionSource;
  readonly failOn: ReadonlySet<FindingClass>;
  /** Milliseconds for which one finding is shrunk. */
  readonly shrinkTime: number;
}

export interface Built {
  readonly finding: Finding;
  readonly test: RegressionTest;
}

/** Trials for which one finding is shrunk. */
const SHRINK_TRIALS = 4000;
/** Digits of hex up to which a regression test has the input as it was found. */
const MOST_HEX = 2000;
/** Offsets that are tried once more before they are printed. */
const MOST_OFFSETS = 400;

/** Shrinks a case and writes down all that a maintainer needs. Once the session was aborted, nothing is shrunk. */
export async function buildFinding(context: FindingContext, found: Case): Promise<Built> {
  const { runner } = context;
  if (runner.interruption === 'aborted') return asItWasMet(context, found);
  const judge = new LimitedJudge(context, found);
  const fewest = await fewestCuts(found.suspicion, judge);
  const smallest = await smallestBytes(found.smaller ?? fewest, judge);
  const first = await confirmed(context, found, [fewest, found.suspicion]);
  const last = await confirmed(context, found, [smallest, first.suspicion]);
  const smaller = last.suspicion.bytes.length < first.suspicion.bytes.length ? last : undefined;
  const offsets = await verifiedOffsets(context, found, first.suspicion);
  return written(context, found, { first, last, smaller, offsets });
}

/** There is no time to try anything again. */
function asItWasMet(context: FindingContext, found: Case): Built {
  return written(context, found, { first: found.confirmed, last: found.confirmed, smaller: undefined, offsets: [] });
}

function written(
  { runner, source, failOn }: FindingContext,
  found: Case,
  {
    first,
    last,
    smaller,
    offsets,
  }: { first: Confirmed; last: Confirmed; smaller: Confirmed | undefined; offsets: readonly number[] },
): Built {
  const fails = failsBy(found.class, { source, failOn });
  const { bytes, chunking, ending } = first.suspicion;
  const test = regressionTest(source, (bytes.length * 2 > MOST_HEX ? last : first).suspicion, runner.lateness);
  const finding: Finding = {
    class: found.class,
    severity: severityOf(found, fails),
    fails,
    summary: summarise(source.name, { class: found.class, accepted: found.accepted, ending }),
    accepted: found.accepted,
    fewestCuts: toExample(found.input.name, first.suspicion, first.evidence),
    ...(smaller === undefined ? {} : { smallest: toExample(found.input.name, smaller.suspicion, smaller.evidence) }),
    offsets,
    inputs: [...found.inputs],
    onSocket: onRealSocket(found.class, chunking, bytes.length, runner.timing === 'asynchronous'),
    replay: writeReplay(first.suspicion, runner.lateness),
    regressionTest: regressionFile(source, [test]),
  };
  return { finding, test };
}

/** Whether findings of a class fail the test. */
export function failsBy(
  found: FindingClass,
  {
    source,
    failOn,
  }: { readonly source: Pick<RegressionSource, 'description'>; readonly failOn: ReadonlySet<FindingClass> },
): boolean {
  return contractOn(source.description.contract, found) === 'forbidden' || failOn.has(found);
}

interface Confirmed {
  readonly suspicion: Suspicion;
  readonly evidence: Evidence;
}

/** What was shrunk in haste is shown only if it stands with patience. */
async function confirmed(
  { runner, references }: FindingContext,
  found: Case,
  candidates: readonly Suspicion[],
): Promise<Confirmed> {
  for (const suspicion of candidates) {
    const evidence = await tryOut(runner, suspicion, (changes) => runner.patientMode(changes), references);
    if (evidence?.class === found.class) return { suspicion, evidence };
  }
  return found.confirmed;
}

/** The offsets at which one cut was seen to be enough, and is when there is time. Every one that is printed holds. */
async function verifiedOffsets({ runner }: FindingContext, found: Case, shown: Suspicion): Promise<number[]> {
  const offsets = [...found.offsets].sort((a, b) => a - b);
  // Offsets of prefixes and of what shows whole are those of the runs that were confirmed.
  if (shown.ending !== 'end' || shown.chunking.cuts.length !== 1 || offsets.length === 0) {
    return shown.ending === 'nothing' ? offsets : [];
  }
  if (COMPARED_OTHERWISE.has(found.class) || offsets.length > MOST_OFFSETS) return offsets;
  const { bytes, chunking } = shown;
  const mode = runner.patientMode({ together: runner.mode().together });
  const whole = await runner.runOne(bytes, { ...chunking, cuts: [] }, mode);
  const one = offsets.map((cut) => ({ ...chunking, cuts: [cut] }));
  const outcomes: Outcome[] = [];
  while (outcomes.length < one.length && runner.interruption !== 'aborted') {
    const next = await runner.run(bytes, one.slice(outcomes.length), mode);
    if (next.length === 0) break;
    outcomes.push(...next);
  }
  return offsets.filter((_, index) => {
    const outcome = outcomes[index];
    return outcome !== undefined && compare(whole, outcome) === found.class;
  });
}

const COMPARED_OTHERWISE: ReadonlySet<FindingClass> = new Set([
  'hang',
  'crash',
  'failed-read',
  'reads-outside',
  'keeps-input',
  'changes-input',
  'aliases-input',
  'changes-output',
  'empty-chunks',
]);

/** Trials of a hang wait so many times shorter: each takes all the time there is. */
const HANG_HASTE = 10;

class LimitedJudge implements Judge {
  readonly #context: FindingContext;
  readonly #wanted: string;
  readonly #class: FindingClass;
  readonly #until: number;
  #trials = 0;

  constructor(context: FindingContext, found: Case) {
    this.#context = context;
    this.#until = performance.now() + context.shrinkTime;
    this.#class = found.class;
    this.#wanted = likeness(found.confirmed.evidence);
  }

  readonly over = (): boolean =>
    this.#context.runner.interruption === 'aborted' || performance.now() > this.#until || this.#trials >= SHRINK_TRIALS;

  async shows(suspicion: Suspicion): Promise<boolean> {
    if (this.over()) return false;
    this.#trials++;
    const { runner, references } = this.#context;
    const timeLimit = this.#class === 'hang' ? runner.timeLimit / HANG_HASTE : runner.timeLimit;
    const mode = (changes: Partial<RunMode>) => runner.mode({ timeLimit, together: 1, ...changes });
    const evidence = await tryOut(runner, suspicion, mode, references);
    return evidence !== undefined && likeness(evidence) === this.#wanted;
  }
}

/**
 * What two cases must have in common to pass for one fault: the class, what becomes of the input whole and cut, and whether
 * messages are lost or added. Else an input that is made smaller would end as another fault of the same class.
 */
function likeness({ class: found, expected, actual }: Evidence): string {
  const verdict = ({ verdict: { type, ...rest } }: Outcome) => ('kind' in rest ? `${type} ${rest.kind}` : type);
  const more = Math.sign(actual.events.length - expected.events.length);
  return [found, verdict(expected), verdict(actual), found === 'messages' ? more : ''].join(' | ');
}

function severityOf({ accepted, class: found }: Case, fails: boolean): Severity {
  if (!fails) return 'low';
  return accepted && found !== 'promptness' ? 'high' : 'medium';
}
