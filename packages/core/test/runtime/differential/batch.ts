import fc from 'fast-check';
import { checkAgreement } from './agree.js';
import { Coverage } from './features.js';
import { cases } from './spec.js';

export interface BatchResult {
  /** Machine-event steps that were compared. */
  readonly steps: number;
  readonly coverage: Coverage;
  /** The shrunk counterexample and its seed, if the runtimes disagreed. */
  readonly failure: string | undefined;
}

/** Runs so many random machines; the same seed runs the same ones. */
export function runBatch(seed: number, machines: number): BatchResult {
  const coverage = new Coverage();
  let steps = 0;
  const property = fc.property(cases, (spec) => {
    steps += checkAgreement(spec, coverage);
  });
  const details = fc.check(property, { seed, numRuns: machines });
  const failure = details.failed ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}` : undefined;
  return { steps, coverage, failure };
}
