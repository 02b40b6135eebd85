import { assertChunkInvariant, checkChunkInvariance } from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';
import type { Planted } from './planted.js';

/** How faults are found of which the parser does not come back. */
const HANGING: ReadonlySet<string> = new Set(['hang', 'failed-read']);

/** The suite that every planted fault and its correct twin go through, with the default plan. */
export function checkPlanted(planted: readonly Planted[]): void {
  describe.each(planted)('$fault', ({ corpus, open, found, options }) => {
    test(`is found as ${found}`, { timeout: 30_000 }, async () => {
      // Without mutants, so that the plan alone must find it.
      const report = await checkChunkInvariance(open(true), {
        corpus,
        mutations: 0,
        // Nothing else is to be taken for a hang on a machine that has other work. What does hang takes as long each time.
        timeLimit: HANGING.has(found) ? 200 : 5_000,
        shrinkTime: 300,
        ...options,
      });
      expect(report.findings.map((finding) => finding.class)).toContain(found);
    });

    test('is not found in the correct twin', { timeout: 30_000 }, async () => {
      const report = await assertChunkInvariant(open(false), {
        corpus,
        mutations: 20,
        budget: 60_000,
        unfinished: 'fail',
        ...options,
      });
      expect(report.findings.map((finding) => finding.class)).not.toContain(found);
      expect(report.notes).toEqual([]);
    });
  });
}
