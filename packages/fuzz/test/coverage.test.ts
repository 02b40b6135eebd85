import { checkChunkInvariance, fromCallbacks } from '@wirechart/fuzz';
import { expect, test } from 'vitest';

/** Lines. At fault where one begins with `%!`: whether it is the first of its chunk is nobody's business. */
const directives = fromCallbacks<string>((message) => {
  const take = (line: string, isFirst: boolean) => {
    if (line[0] === '%') {
      if (line[1] === '!') {
        message(isFirst ? 'directive' : line);
        return;
      }
    }
    message(line);
  };
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const [index, line] of lines.entries()) take(line, index === 0);
  };
});

test('coverage leads to code after a token that blind mutants do not hit', { timeout: 120_000 }, async () => {
  const search = async (coverage: boolean) => {
    const mutants = { corpus: 'ab\n', variants: false, mutations: 12_000, seed: 1, budget: 100_000 } as const;
    const report = await checkChunkInvariance(directives, { ...mutants, coverage, failFast: true, shrinkTime: 100 });
    return report.findings.filter(({ fails }) => fails).map(({ class: found }) => found);
  };
  expect(await search(true)).toEqual(['messages']);
  expect(await search(false)).toEqual([]);
});
