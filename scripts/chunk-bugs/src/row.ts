/** One row of the record: what one session of the fuzzer saw. */
import type { FindingClass, Report } from '@wirechart/fuzz';

export interface Row {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly family: string;
  readonly inputs: number;
  readonly bytes: number;
  readonly runs: number;
  /** Whether the budget ended the session before its plan was done. */
  readonly interrupted: boolean;
  readonly seen: readonly Seen[];
}

/** A kind of difference. */
export interface Seen {
  readonly class: FindingClass;
  /** Whether the parser accepts the input in one chunk. */
  readonly accepted: boolean;
}

/** The classes that are about when something comes or how an error is worded, not about what comes. */
const MOMENT_OR_TEXT: ReadonlySet<FindingClass> = new Set<FindingClass>([
  'promptness',
  'piece-promptness',
  'error-text',
  'error-moment',
  'positions',
]);
/** No socket delivers an empty chunk. */
const NOT_ON_SOCKETS: ReadonlySet<FindingClass> = new Set<FindingClass>(['empty-chunks']);

export type Verdict = 'invariant' | 'moment or text only' | 'divergent';

/** What the fuzzer alone would say; a judgement may lower it with a reason. */
export function measuredVerdict(seen: readonly Seen[]): Verdict {
  const counted = seen.filter((one) => !NOT_ON_SOCKETS.has(one.class));
  if (counted.length === 0) return 'invariant';
  return counted.every((one) => MOMENT_OR_TEXT.has(one.class)) ? 'moment or text only' : 'divergent';
}

export function seenIn(report: Report): readonly Seen[] {
  return report.findings.map(({ class: found, accepted }) => ({ class: found, accepted }));
}
