import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadFamily } from '../src/entry.js';
import { examine } from '../src/examine.js';
import { judge, readJudgements } from '../src/judgement.js';
import { pageOf, readRecord } from '../src/record.js';
import { measuredVerdict, type Verdict } from '../src/row.js';
import { reproductions, runReproduction } from '../src/run.js';

/** Enough for the corpus and its variants. */
const BUDGET = 2_500;

/** Where the parsers are not installed (`pnpm chunk-bugs` does it), what needs them is skipped; not in CI, which must install them. */
const canRun = process.env['CI'] !== undefined || existsSync(new URL('../node_modules', import.meta.url));

describe.skipIf(!canRun)('a slice of the record, examined anew', () => {
  const slice: readonly [family: string, name: string, verdict: Verdict][] = [
    ['lines', 'streamsearch', 'invariant'],
    ['json', '@streamparser/json', 'moment or text only'],
    ['json', 'jsonparse', 'divergent'],
  ];
  test.each(slice)('%s: %s is %s', { timeout: 60_000 }, async (family, name, verdict) => {
    const entry = (await loadFamily(family)).find((one) => one.name === name);
    const row = await examine(family, entry!, BUDGET);
    expect(measuredVerdict(row.seen)).toBe(verdict);
  });
});

describe.skipIf(!canRun)('the reproductions hold', () => {
  test.each(reproductions())('%s', { timeout: 30_000 }, (file) => runReproduction(file));
});

test('each reproduction belongs to a judgement', () => {
  const claimed = readJudgements().map(({ reproduction }) => reproduction);
  expect([...claimed].sort()).toEqual(reproductions());
});

test('the page is what the record and the judgements give', () => {
  const record = readRecord();
  expect(judge(record.rows, readJudgements(), reproductions())).toHaveLength(record.rows.length);
  const page = readFileSync(new URL('../../../docs/chunk-bugs.md', import.meta.url), 'utf8');
  expect(page).toBe(pageOf(record));
});

test('the record names the versions that are installed', () => {
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const recorded = readRecord().rows.filter((row) => row.package !== 'node');
  for (const row of recorded) expect([row.package, own.dependencies[row.package]]).toEqual([row.package, row.version]);
});
