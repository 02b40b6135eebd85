import type { SubjectModule } from './isolation/subject-module.js';
import { formatReport } from './report/format.js';
import type { Report } from './report/report.js';
import { checkChunkInvariance } from './session/check.js';
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

/**
 * Asserts that a parser gives the same messages, the same errors and the same end however its input is cut.
 * For vitest, jest, node:test or anything else that takes a rejected promise for a failed test.
 *
 * @param subject See `checkChunkInvariance`.
 * @returns The report, whose findings do not fail the test.
 * @throws ChunkInvarianceError if something was found that fails.
 * @throws FuzzUsageError if the subject, the corpus or an option is at fault.
 */
export async function assertChunkInvariant<Message>(
  subject: Subject<Message> | SubjectModule,
  options: FuzzOptions<Message>,
): Promise<Report> {
  const report = await checkChunkInvariance(subject, options);
  if (report.findings.some(({ fails }) => fails)) throw new ChunkInvarianceError(report);
  return report;
}
