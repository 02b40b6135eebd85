import fc from 'fast-check';
import { generate } from '../../../src/runtime/compiled/generate.js';
import { checkAgreement } from './agree.js';
import { cases } from './cases.js';
import { Coverage } from './features.js';

export interface BatchResult {
  /** Machine-event steps that were compared. */
  readonly steps: number;
  readonly coverage: Coverage;
  /** The shrunk counterexample and its seed, if the runtimes disagreed. */
  readonly failure: string | undefined;
}

/** So many random machines leave room for more generated functions: those of later ones would run in their slow form only. */
export const machinesPerBatch = 200;

/**
 * Runs so many random machines; the same seed runs the same ones. Wants modules that are fresh: the compiled runtime generates
 * a bounded number of functions in a process.
 */
export function runBatch(seed: number, machines: number): BatchResult {
  const coverage = new Coverage();
  let steps = 0;
  const property = fc.property(cases, (spec) => {
    steps += checkAgreement(spec, coverage);
  });
  const details = fc.check(property, { seed, numRuns: machines });
  if (!details.failed && generate([], 'return "room"') === undefined) {
    throw new Error(`no room for generated functions: ${machines} machines are too many for one batch`);
  }
  const failure = details.failed ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}` : undefined;
  return { steps, coverage, failure };
}
