import type { Outcome, RecordedEvent, Verdict } from '../run/outcome.js';
import type { FindingClass } from './finding-class.js';

/** What is different between the outcome that was expected and the one there is; the worst of it, if several. */
export function compare(expected: Outcome, actual: Outcome): FindingClass | undefined {
  return (
    compareVerdicts(expected.verdict, actual.verdict) ??
    compareEvents(expected, actual) ??
    compareTrifles(expected, actual)
  );
}

/** Index of the first event in which two outputs differ, or undefined if they are equal. */
export function firstDifference(
  expected: readonly RecordedEvent[],
  actual: readonly RecordedEvent[],
): number | undefined {
  if (expected === actual) return undefined;
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [expected[index], actual[index]];
    if (a?.text !== b?.text || a?.stream !== b?.stream) return index;
  }
  return undefined;
}

function compareVerdicts(expected: Verdict, actual: Verdict): FindingClass | undefined {
  if (isLimit(expected) !== isLimit(actual)) return 'limit';
  if ((expected.type === 'hung') !== (actual.type === 'hung')) return 'hang';
  if ((expected.type === 'crashed') !== (actual.type === 'crashed')) return 'crash';
  if (expected.type !== actual.type) return 'verdict';
  if (expected.type === 'failed' && actual.type === 'failed' && expected.kind !== actual.kind) return 'verdict';
  return undefined;
}

function isLimit(verdict: Verdict): boolean {
  return verdict.type === 'failed' && verdict.limit;
}

function compareEvents(expected: Outcome, actual: Outcome): FindingClass | undefined {
  if (firstDifference(expected.events, actual.events) === undefined) return undefined;
  // A limit that is met stops the output at one place or another; the messages before it are part of the same matter.
  return isLimit(expected.verdict) ? 'limit' : 'messages';
}

function compareTrifles(expected: Outcome, actual: Outcome): FindingClass | undefined {
  if (expected.positions.join() !== actual.positions.join()) return 'positions';
  const [a, b] = [expected.verdict, actual.verdict];
  return a.type === 'failed' && b.type === 'failed' && a.text !== b.text ? 'error-text' : undefined;
}
