import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkChunkInvariance, type TestRunner } from '@wirechart/fuzz';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileFor, hasJest, runFolder } from './kit/runners.js';
import { everyFault } from './planted/every-fault.js';

// Every planted fault, in every test runner: the regression test that the report prints fails while the fault is there, and
// passes where it is not. What is printed is run as it is.

const folder = mkdtempSync(join(tmpdir(), 'regressions-'));
const runners: TestRunner[] = ['node', 'vitest', ...(hasJest ? (['jest'] as const) : [])];
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** Titles of tests, by the fault that they are about. */
const titles = new Map<string, string>();
const module = pathToFileURL(join(folder, 'subjects.mjs'));

beforeAll(async () => {
  // As plain JavaScript: the test runners load it, and so does the process in which the parser runs.
  execFileSync(process.execPath, [
    path('../../../node_modules/typescript/bin/tsc'),
    ...[
      '--outDir',
      join(folder, 'planted'),
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--skipLibCheck',
      '--types',
      'node',
    ],
    ...['--noCheck', '--ignoreConfig', '--rootDir', path('planted'), path('planted/every-fault.ts')],
  ]);
  mkdirSync(join(folder, 'node_modules/@wirechart'), { recursive: true });
  symlinkSync(path('..'), join(folder, 'node_modules/@wirechart/fuzz'));
  symlinkSync(path('../../../node_modules/vitest'), join(folder, 'node_modules/vitest'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const exports = everyFault.map((_, index) => `export const s${index} = open(${index});`);
  writeFileSync(
    join(folder, 'subjects.mjs'),
    [
      "import { everyFault } from './planted/every-fault.js';",
      'const open = (index) => ({ name: everyFault[index].fault, ...everyFault[index].open(process.env.FIXED !== "1") });',
      ...exports,
    ].join('\n'),
  );
  for (const runner of runners) mkdirSync(join(folder, runner));
  for (const [index, { fault, found, corpus, options }] of everyFault.entries()) {
    for (const testRunner of runners) {
      // What is found is the same for each; only the first is searched for.
      const known = reports.get(fault);
      const report = await checkChunkInvariance(
        { module, exportName: `s${index}` },
        {
          ...(known === undefined
            ? { ...options, corpus, mutations: 0, timeLimit: 200, shrinkTime: 200, failFast: true, failOn: [found] }
            : { corpus, replay: known }),
          testRunner,
          isolation: { workers: 1 },
        },
      );
      const finding = report.findings.find((one) => one.class === found);
      if (finding === undefined) throw new Error(`${fault}: ${found} is not found`);
      reports.set(fault, finding.replay);
      const file = finding.regressionTest;
      const [, title = '""'] = /^\s*test\((".*?"), async/m.exec(file) ?? [];
      titles.set(fault, JSON.parse(title) as string);
      writeFileSync(fileFor(testRunner, join(folder, testRunner), `f${index}`), file);
    }
  }
}, 600_000);

const reports = new Map<string, string>();

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

/** `expected` and `reference` need what the assertion has, so that their tests belong beside it. */
const standalone = everyFault.filter(({ found }) => found !== 'expected' && found !== 'reference');

describe.each(runners)('regression tests as they are printed, in %s', (runner) => {
  test('fail while the fault is there', { timeout: 300_000 }, async () => {
    const { failed, passed, output } = await runFolder(runner, join(folder, runner));
    const wanted = standalone.map(({ fault }) => titles.get(fault) ?? '');
    const fine = wanted.filter(
      (title) => passed.includes(title) && !failed.some((one) => one === title || /f\d+\.test/.test(one)),
    );
    expect(fine, output).toEqual([]);
    expect(passed.length + failed.length, output).toBeGreaterThanOrEqual(1);
  });

  test('pass once it is mended', { timeout: 300_000 }, async () => {
    const { failed, passed, output } = await runFolder(runner, join(folder, runner), { FIXED: '1' });
    expect(failed, output).toEqual([]);
    expect(passed).toEqual(expect.arrayContaining(standalone.map(({ fault }) => titles.get(fault))));
  });
});
