import { buildFinding, type FindingContext } from '../report/build-finding.js';
import { packageVersion } from '../report/package-version.js';
import { regressionFile } from '../report/regression/regression-test.js';
import type { Report, Severity } from '../report/report.js';
import type { Case } from './cases.js';
import type { ProgressTeller } from './progress-teller.js';

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low'];

const WEARY = 'The parser hung or died so often that the rest of the plan was left.';

/** Makes the report of a session: shrinks what was found, the worst first. */
export async function writeReport(
  context: FindingContext,
  cases: readonly Case[],
  session: {
    readonly progress: ProgressTeller;
    readonly seed: number;
    readonly inputs: number;
    readonly finished: boolean;
    readonly notes: readonly string[];
  },
): Promise<Report> {
  const { runner, source } = context;
  const { progress, seed, inputs, notes } = session;
  // Before shrinking: that takes time of its own.
  const { interruption, weary } = runner;
  const finished = session.finished && !runner.satisfied && !weary;
  const built = [];
  for (const found of cases) built.push(await buildFinding(context, found));
  built.sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity));
  const version = source.description.package === undefined ? undefined : packageVersion(source.description.package);
  return {
    subject: { name: source.name, ...(version === undefined ? {} : { version }) },
    seed,
    runs: runner.runs,
    inputs,
    asynchronous: runner.timing === 'asynchronous',
    elapsed: progress.elapsed,
    done: finished ? progress.planned : progress.done,
    planned: progress.planned,
    finished,
    ...(finished || interruption === undefined ? {} : { interrupted: interruption }),
    findings: built.map(({ finding }) => finding),
    regressionTests:
      built.length === 0
        ? ''
        : regressionFile(
            source,
            built.map(({ test }) => test),
          ),
    notes: weary ? [...notes, WEARY] : notes,
  };
}
