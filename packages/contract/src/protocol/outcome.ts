/** What a connection made of its input, in a form that can be compared. */
import { demandSame } from '../harness/violation.js';

export interface Outcome {
  /** Events in order, as text; adjacent parts of one content joined. */
  readonly events: readonly string[];
  /** Everything that was written, as text. */
  readonly output: string;
  /** How each direction and the connection ended, as far as they did. */
  readonly ending: readonly string[];
  /** Transitions of the read half. */
  readonly path: readonly string[];
  /** Every transition with everything that is recorded of it. The same for both runtimes, but not for all chunkings. */
  readonly trace: readonly string[];
}

/** @throws ContractViolation where another chunking led to something else. */
export function demandSameOutcome(what: string, actual: Outcome, expected: Outcome): void {
  demandSame(`${what}: the events`, actual.events, expected.events);
  demandSame(`${what}: the end`, actual.ending, expected.ending);
  demandSame(`${what}: the output`, [actual.output], [expected.output]);
  demandSame(`${what}: the read half's path`, actual.path, expected.path);
}

/** @throws ContractViolation where the other runtime went another way. */
export function demandSameTrace(what: string, actual: Outcome, expected: Outcome): void {
  demandSame(`${what}: the trace`, actual.trace, expected.trace);
  demandSameOutcome(what, actual, expected);
}
