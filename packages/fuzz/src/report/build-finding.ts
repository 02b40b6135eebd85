import { contractOn, type FindingClass } from '../oracles/finding-class.js';
import type { Reference } from '../oracles/reference.js';
import { type Evidence, type Suspicion, tryOut } from '../oracles/trial.js';
import type { Case } from '../session/cases.js';
import type { Runner } from '../session/runner.js';
import { fewestCuts, type Judge, smallestBytes } from '../shrink/shrink.js';
import { toExample } from './example.js';
import { type RegressionSource, regressionTest } from './regression-test.js';
import type { Finding, Severity } from './report.js';
import { onRealSocket } from './socket.js';
import { summarise } from './summary.js';

/** What findings of one session have in common. */
export interface FindingContext {
  readonly runner: Runner;
  readonly reference?: Reference | undefined;
  readonly source: RegressionSource;
  readonly failOn: ReadonlySet<FindingClass>;
  readonly seed: number;
  /** Milliseconds for which one finding is shrunk. */
  readonly shrinkTime: number;
}

/** Trials for which one finding is shrunk. */
const SHRINK_TRIALS = 4000;
/** Digits of hex up to which a regression test has the input as it was found. */
const MOST_HEX = 2000;

/** Shrinks a case and writes down all that a maintainer needs. Once the session was aborted, nothing is shrunk. */
export async function buildFinding(context: FindingContext, found: Case): Promise<Finding> {
  const { runner, source } = context;
  const judge = new LimitedJudge(context, found);
  const fewest = await fewestCuts(found.suspicion, judge);
  const smallest = await smallestBytes(found.smaller ?? fewest, judge);
  const first = await confirmed(context, found, [fewest, found.suspicion]);
  const last = await confirmed(context, found, [smallest, first.suspicion]);
  const smaller = last.suspicion.bytes.length < first.suspicion.bytes.length ? last : undefined;
  const fails = contractOn(source.description.contract, found.class) === 'forbidden' || context.failOn.has(found.class);
  const { bytes, chunking } = first.suspicion;
  return {
    class: found.class,
    severity: severityOf(found, fails),
    fails,
    summary: summarise(source.name, found.class, found.accepted),
    accepted: found.accepted,
    fewestCuts: toExample(found.input.name, first.suspicion, first.evidence),
    ...(smaller === undefined ? {} : { smallest: toExample(found.input.name, smaller.suspicion, smaller.evidence) }),
    offsets: [...found.offsets].sort((a, b) => a - b),
    inputs: [...found.inputs],
    onSocket: onRealSocket(found.class, chunking, bytes.length, runner.timing === 'asynchronous'),
    replay: { seed: found.seed ?? context.seed, ...(found.path === undefined ? {} : { path: found.path }) },
    regressionTest: regressionTest(source, (bytes.length * 2 > MOST_HEX ? last : first).suspicion),
  };
}

interface Confirmed {
  readonly suspicion: Suspicion;
  readonly evidence: Evidence;
}

/** What was shrunk in haste is shown only if it stands with patience. */
async function confirmed(
  { runner, reference }: FindingContext,
  found: Case,
  candidates: readonly Suspicion[],
): Promise<Confirmed> {
  for (const suspicion of candidates) {
    const evidence = await tryOut(runner, suspicion, (changes) => runner.patientMode(changes), reference);
    if (evidence?.class === found.class) return { suspicion, evidence };
  }
  return found.confirmed;
}

/** Trials of a hang wait so many times shorter: each takes all the time there is. */
const HANG_HASTE = 10;

class LimitedJudge implements Judge {
  readonly #context: FindingContext;
  readonly #class: FindingClass;
  readonly #until: number;
  #trials = 0;

  constructor(context: FindingContext, found: Case) {
    this.#context = context;
    this.#until = performance.now() + context.shrinkTime;
    this.#class = found.class;
  }

  readonly over = (): boolean =>
    this.#context.runner.interruption === 'aborted' || performance.now() > this.#until || this.#trials >= SHRINK_TRIALS;

  async shows(suspicion: Suspicion): Promise<boolean> {
    if (this.over()) return false;
    this.#trials++;
    const { runner, reference } = this.#context;
    const timeLimit = this.#class === 'hang' ? runner.timeLimit / HANG_HASTE : runner.timeLimit;
    const evidence = await tryOut(runner, suspicion, (changes) => runner.mode({ timeLimit, ...changes }), reference);
    return evidence?.class === this.#class;
  }
}

function severityOf({ accepted, class: found }: Case, fails: boolean): Severity {
  if (!fails) return 'low';
  return accepted && found !== 'promptness' ? 'high' : 'medium';
}
