import { assertChunkInvariant, type ChunkInvarianceError, checkChunkInvariance } from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';
import { characterFaults } from './planted/characters.js';
import { delimiterFaults } from './planted/delimiter.js';
import { lengthFaults } from './planted/length.js';
import { memoryFaults } from './planted/memory.js';
import { stateFaults } from './planted/state.js';
import { timingFaults } from './planted/timing.js';

const planted = [
  ...lengthFaults,
  ...delimiterFaults,
  ...characterFaults,
  ...stateFaults,
  ...timingFaults,
  ...memoryFaults,
];

test('at least thirty kinds of fault are planted, each once', () => {
  expect(new Set(planted.map(({ fault }) => fault)).size).toBe(planted.length);
  expect(planted.length).toBeGreaterThanOrEqual(30);
});

describe.each(planted)('$fault', ({ corpus, open, found }) => {
  test(`is found as ${found} with the default plan`, async () => {
    const report = await checkChunkInvariance(open(true), { corpus, timeLimit: 200 });
    expect(report.findings.map((finding) => finding.class)).toContain(found);
  });

  test('is not found in the correct twin', async () => {
    const report = await assertChunkInvariant(open(false), { corpus }).catch((error: ChunkInvarianceError) => {
      throw new Error(error.message);
    });
    expect(report.findings.filter((finding) => finding.class === found)).toEqual([]);
    expect(report.notes).toEqual([]);
  });
});
