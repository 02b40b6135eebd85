import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAgreement } from './differential/agree.js';
import { Coverage } from './differential/features.js';
import { cases } from './differential/spec.js';

test('random machines: both runtimes agree with XState after every event', () => {
  fc.assert(
    fc.property(cases, (spec) => {
      checkAgreement(spec);
    }),
    { numRuns: 250 },
  );
}, 30_000);

test('the generator runs every feature of the subset, and every pair of them, often', () => {
  const coverage = new Coverage();
  for (const spec of fc.sample(cases, { seed: 1, numRuns: 900 })) {
    checkAgreement(spec, coverage);
  }
  const rare = coverage.rarest().filter(([first, second, count]) => count < (first === second ? 40 : 4));
  expect(rare).toEqual([]);
}, 60_000);
