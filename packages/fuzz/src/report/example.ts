import { firstDifference } from '../oracles/compare.js';
import type { Evidence, Suspicion } from '../oracles/trial.js';
import type { Outcome } from '../run/outcome.js';
import type { Example, Side } from './report.js';
import { describeVerdict } from './verdict.js';

export function toExample(input: string, suspicion: Suspicion, evidence: Evidence): Example {
  const first = firstDifference(evidence.expected.events, evidence.actual.events);
  return {
    input,
    hex: Buffer.from(suspicion.bytes).toString('hex'),
    cuts: suspicion.chunking.cuts,
    pacing: suspicion.chunking.pacing,
    ending: suspicion.ending,
    expected: toSide(evidence.expected),
    actual: toSide(evidence.actual),
    ...(first === undefined ? {} : { firstDifference: first }),
  };
}

function toSide({ events, verdict }: Outcome): Side {
  return {
    events: events.map(({ stream, text }) => (stream === '' ? text : `[${stream}] ${text}`)),
    verdict: describeVerdict(verdict),
  };
}
