import { assertChunkInvariant, type ChunkInvarianceError, checkChunkInvariance } from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';

const LINES = ['one\ntwo\nthree\n', 'a\nb\n'];
const module = new URL('./subjects/deadly.mjs', import.meta.url);

// Side by side: what hangs takes its whole time limit, again and again.
describe.concurrent('in a process of its own', { timeout: 120_000 }, () => {
  test.each([
    ['exits', 'crash', /exit code 3/],
    ['loops', 'hang', /does not come back/],
    ['loopsLater', 'hang', /does not come back/],
    ['runsOutOfMemory', 'crash', /memory/],
    ['throwsLater', 'crash', /nobody catches/],
  ])('a parser that %s when it is cut is a %s, and the session goes on', async (exportName, found, verdict) => {
    const report = await checkChunkInvariance(
      { module, exportName },
      { corpus: ['a\nb\n'], timeLimit: 200, mutations: 0, shrinkTime: 300, isolation: { heap: 64 } },
    );
    const finding = report.findings.find((one) => one.class === found);
    expect(finding?.fewestCuts.actual.verdict).toMatch(verdict);
    expect(finding?.fewestCuts.expected.verdict).toBe('no error');
  });

  test('a correct parser passes', async () => {
    const report = await assertChunkInvariant({ module, exportName: 'correct' }, { corpus: LINES });
    expect(report.findings).toEqual([]);
  });

  test('a regression test imports the subject', async () => {
    const failure = assertChunkInvariant(
      { module, exportName: 'exits' },
      { corpus: LINES, mutations: 0, shrinkTime: 0, budget: 60_000 },
    );
    const { report } = await failure.then(
      () => {
        throw new Error('it passed');
      },
      (error: ChunkInvarianceError) => error,
    );
    expect(report.findings[0]?.regressionTest).toContain(`import { exits as subject } from "${module.href}";`);
  });

  test.each([
    ['is not there', new URL('./subjects/nowhere.mjs', import.meta.url), 'subject'],
    ['has no such export', module, 'nobody'],
  ])('a module that %s is refused', async (_name, url, exportName) => {
    await expect(assertChunkInvariant({ module: url, exportName }, { corpus: LINES })).rejects.toMatchObject({
      code: 'SUBJECT_INVALID',
    });
  });
});
