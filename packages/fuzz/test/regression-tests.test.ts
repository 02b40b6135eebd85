import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkChunkInvariance, type Subject, type TestRunner } from '@wirechart/fuzz';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalExecutor } from '../src/isolation/local-executor.js';
import { regressionFile, regressionTest } from '../src/report/regression/regression-test.js';
import { readReplay } from '../src/report/replay.js';
import { fileFor, hasJest, runFolder } from './kit/runners.js';
import { everyFault as planted } from './planted/every-fault.js';

// Every planted fault, in every test runner: the regression test that the report prints fails while the fault is there, and
// passes where it is not. What is printed is run as it is.

// A fault of a timer shows or not, depending on what else the machine does: too little for a proof.
const everyFault = planted
  .map((fault, index) => ({ ...fault, index }))
  .filter(({ options }) => options?.faults === undefined);
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
  const exports = planted.map((_, index) => `export const s${index} = open(${index});`);
  writeFileSync(
    join(folder, 'subjects.mjs'),
    [
      "import { everyFault } from './planted/every-fault.js';",
      'const open = (index) => ({ name: everyFault[index].fault, ...everyFault[index].open(process.env.FIXED !== "1") });',
      ...exports,
    ].join('\n'),
  );
  for (const runner of runners) mkdirSync(join(folder, runner));
  const subjects = (await import(/* @vite-ignore */ module.href)) as Record<string, Subject>;
  for (const { index, fault, found, corpus, options } of everyFault) {
    const subject = subjects[`s${index}`] as Subject;
    const limits = { mutations: 0, timeLimit: 200, shrinkTime: 200, failFast: true, failOn: [found] };
    const report = await checkChunkInvariance(subject, { ...options, corpus, ...limits });
    const finding = report.findings.find((one) => one.class === found);
    if (finding === undefined) throw new Error(`${fault}: ${found} is not found`);
    // What a report prints of a subject that is given by its module.
    const { suspicion, lateness } = readReplay(finding.replay);
    const description = await new LocalExecutor(subject).describe();
    for (const testRunner of runners) {
      const source = { name: fault, description, module: { module, exportName: `s${index}` }, testRunner };
      const test = regressionTest(source, suspicion, lateness);
      titles.set(fault, test.title);
      writeFileSync(fileFor(testRunner, join(folder, testRunner), `f${index}`), regressionFile(source, [test]));
    }
  }
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

/** `expected` and `reference` need what the assertion has, so that their tests belong beside it. */
const standalone = everyFault.filter(({ found }) => found !== 'expected' && found !== 'reference');

describe.each(runners)('regression tests as they are printed, in %s', (runner) => {
  test('fail while the fault is there', { timeout: 300_000 }, async () => {
    const { failed, passed, output } = await runFolder(runner, join(folder, runner));
    // What is thrown where nobody catches it is told with the file, not with the test.
    const bad = new Set([...failed, ...failed.map((file) => titleOfFile(file))]);
    expect(
      standalone.map(({ fault }) => titles.get(fault)).filter((title) => !bad.has(title ?? '')),
      output,
    ).toEqual([]);
    expect(passed.length, output).toBeLessThan(standalone.length / 10);
  });

  test('pass once it is mended', { timeout: 300_000 }, async () => {
    const { failed, passed, output } = await runFolder(runner, join(folder, runner), { FIXED: '1' });
    expect(failed, output).toEqual([]);
    expect(passed).toEqual(expect.arrayContaining(standalone.map(({ fault }) => titles.get(fault))));
  });
});

function titleOfFile(file: string): string {
  const [, index = ''] = /^f(\d+)\.test/.exec(file) ?? [];
  return titles.get(planted[Number(index)]?.fault ?? '') ?? '';
}
