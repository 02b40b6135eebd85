import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { warmUp } from '../../src/runtime/compiled/reaction.js';
import { checkAgreement } from './differential/agree.js';
import { machinesPerBatch } from './differential/batch.js';
import { cases } from './differential/cases.js';
import { Coverage, features } from './differential/features.js';
import { often } from './differential/spec.js';

test('what the generator calls often is past the warm-up: it is compared in its fast form', () => {
  expect(often).toBeGreaterThan(warmUp);
});

test('random machines: both runtimes agree with XState after every event', () => {
  fc.assert(
    fc.property(cases, (spec) => {
      checkAgreement(spec);
    }),
    { numRuns: machinesPerBatch },
  );
}, 300_000);

/** Where it is another XState than the installed one that is compared with. What the generator makes does not depend on that. */
const isOther = process.env['XSTATE'] !== undefined;

test('the generator runs every feature of the subset, every pair of them, and every one where it is hot, often', async () => {
  const coverage = new Coverage();
  for (let seed = 1; seed <= (isOther ? 4 : 12); seed++) {
    vi.resetModules();
    const { runBatch } = await import('./differential/batch.js');
    const result = runBatch(seed, machinesPerBatch);
    expect(result.failure).toBeUndefined();
    coverage.merge(result.coverage.toJSON());
  }
  expect(coverage.count('taken often') / coverage.cases).toBeGreaterThan(0.5);
  if (isOther) return;
  const rare = coverage.rarest().filter(([first, second, count]) => count < (first === second ? 60 : 4));
  expect(rare).toEqual([]);
  expect(features.filter((feature) => coverage.countOften(feature) < 20)).toEqual([]);
}, 600_000);
