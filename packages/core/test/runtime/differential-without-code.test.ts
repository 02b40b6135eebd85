/** Where a content security policy forbids `eval`, nothing is generated, however often it is taken. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { generate } from '../../src/runtime/compiled/generate.js';
import { checkAgreement } from './differential/agree.js';
import { cases } from './differential/cases.js';

vi.mock('../../src/runtime/compiled/generate.js', () => ({ generate: vi.fn(() => undefined) }));

test('random machines: both runtimes agree where no code may be generated', () => {
  fc.assert(
    fc.property(cases, (spec) => {
      checkAgreement(spec);
    }),
    { numRuns: 150 },
  );
  expect(generate).toHaveBeenCalled();
}, 90_000);
