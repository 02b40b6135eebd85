import type { SubjectModule } from './isolation/subject-module.js';
import { formatReport } from './report/format.js';
import { readCallSite } from './report/regression/call-site.js';
import type { Report } from './report/report.js';
import { check } from './session/check.js';
import type { FuzzOptions } from './session/options.js';
import type { Subject } from './subject/subject.js';

/** A parser gives something else depending on where its input is cut. The message is the whole report. */
export class ChunkInvarianceError extends Error {
  override readonly name = 'ChunkInvarianceError';
  readonly report: Report;

  constructor(report: Report) {
    super(formatReport(report));
    this.report = report;
    // The place of the assertion says nothing about the fault, and the report is long enough.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** Together, with what it takes to shrink a finding, less than the five seconds that most test runners give a test. */
const DEFAULTS = { failFast: true, budget: 3500, mutationTime: 1000, shrinkTime: 700 };

/**
 * Asserts that a parser gives the same messages, the same errors and the same end however its input is cut.
 * For vitest, jest, node:test or anything else that takes a rejected promise for a failed test. It takes less than five
 * seconds, and ends with the first finding that fails, unless the options say otherwise.
 *
 * @param subject See `checkChunkInvariance`.
 * @returns The report, whose findings do not fail the test. `finished` says whether all of the plan was done.
 * @throws ChunkInvarianceError if something was found that fails; with `unfinished: 'fail'` also if the budget ended before
 *   the plan. Otherwise the process is warned of that.
 * @throws FuzzUsageError if the subject, the corpus or an option is at fault.
 */
export async function assertChunkInvariant<Message>(
  subject: Subject<Message> | SubjectModule,
  options: FuzzOptions<Message>,
): Promise<Report> {
  const callSite = readCallSite(new Error().stack);
  const report = await check(
    subject,
    typeof options === 'object' && options !== null ? { ...DEFAULTS, ...options } : options,
    callSite,
  );
  if (report.findings.some(({ fails }) => fails)) throw new ChunkInvarianceError(report);
  if (report.finished) return report;
  if (options.unfinished === 'fail') throw new ChunkInvarianceError(report);
  process.emitWarning(
    `${report.subject.name} was not fuzzed to the end: ${report.done} of ${report.planned} ways of cutting, nothing found so far. ` +
      'Give it more time (`budget`, in milliseconds), shorter inputs or a smaller plan.',
    { code: 'CHUNK_FUZZ_UNFINISHED' },
  );
  return report;
}
