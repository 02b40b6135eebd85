import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestRunner } from '@wirechart/fuzz';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FINDING_CLASSES, type FindingClass } from '../src/oracles/finding-class.js';
import { buildPlanted } from './kit/build-planted.js';
import { type Printed, printAll } from './kit/printed.js';
import { hasJest, runFolder } from './kit/runners.js';
import { carriers } from './planted/carried.js';

// Every planted fault, under every adapter that can show it, in every test runner: the regression test that a report prints
// fails while the fault is there, and passes where it is not. What is printed is run as it is. Each runner is started once
// with the faults and once without, for all of them: files that are printed are imported by a few that do nothing else.

const folder = mkdtempSync(join(tmpdir(), 'regressions-'));
const runners: TestRunner[] = ['node', 'vitest', ...(hasJest ? (['jest', 'jest-cjs'] as const) : [])];
/** Files that import the others: as many can run at a time. The tests wait more than they work; vitest does many in one file. */
const ENTRIES: Readonly<Record<TestRunner, number>> = { node: 12, vitest: 3, jest: 6, 'jest-cjs': 6 };
let printed: readonly Printed[] = [];

beforeAll(async () => {
  const setup = buildPlanted(folder);
  printed = await printAll(setup);
  for (const runner of runners) writeFor(runner, setup);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

test('every adapter and every class has tests that are printed', () => {
  const shown = printed.filter(({ beside }) => !beside);
  const classesOf = (wanted: string) => new Set(shown.filter(({ by }) => by === wanted).map(({ found }) => found));
  const adapters = [...carriers.map(({ adapter }) => adapter), 'protocolSubject'];
  for (const adapter of adapters) expect([adapter, classesOf(adapter).size >= 6]).toEqual([adapter, true]);
  const never: FindingClass[] = FINDING_CLASSES.filter((found) => !printed.some((one) => one.found === found));
  expect(never).toEqual([]);
});

describe.each(runners)('regression tests as they are printed, in %s', (runner) => {
  const how = { workers: ENTRIES[runner], setup: join(folder, 'setup.cjs') };

  test('fail while the fault is there', { timeout: 300_000 }, async () => {
    const { failed, passed, output } = await runFolder(runner, join(folder, runner), {}, how);
    // What is thrown where nobody catches it is told with the file, not with the test.
    const bad = new Set(failed.flatMap((one) => [one, titleOfFile(one)]));
    const tried = printed.filter((one) => isFor(runner, one));
    expect(
      tried.map(({ title }) => title).filter((title) => !bad.has(title)),
      output,
    ).toEqual([]);
    expect(
      passed.filter((title) => !bad.has(title)),
      output,
    ).toEqual([]);
  });

  test('pass once it is mended', { timeout: 300_000 }, async () => {
    const { failed, passed, output } = await runFolder(runner, join(folder, runner), { FIXED: '1' }, how);
    expect(failed, output).toEqual([]);
    const tried = printed.filter((one) => isFor(runner, one));
    expect([...passed].sort()).toEqual(tried.map(({ title }) => title).sort());
  });
});

/**
 * node takes all of them, each other runner every third, and another third: so each is run by two, and every adapter and every class by
 * all. `REGRESSIONS=all` runs all in all, but for those that need a process of their own, which cost seconds each.
 */
function isFor(runner: TestRunner, { alone, number, modulesOnly }: Printed): boolean {
  if (modulesOnly && runner === 'jest-cjs') return false;
  if (runner === 'node' || (process.env['REGRESSIONS'] === 'all' && !alone)) return true;
  const others = runners.filter((one) => one !== 'node' && !(modulesOnly && one === 'jest-cjs'));
  return others[number % others.length] === runner;
}

function writeFor(runner: TestRunner, setup: string): void {
  const room = join(folder, runner);
  const cjs = runner === 'jest-cjs';
  mkdirSync(join(room, 'printed'), { recursive: true });
  mkdirSync(join(room, 'node_modules'));
  symlinkSync(new URL('../../../node_modules/vitest', import.meta.url), join(room, 'node_modules/vitest'));
  writeFileSync(join(room, 'package.json'), JSON.stringify(cjs ? {} : { type: 'module' }));
  if (runner === 'vitest') writeFileSync(join(room, 'vitest.config.mjs'), vitestConfig(setup));
  const entries: string[][] = Array.from({ length: ENTRIES[runner] }, () => []);
  const ending = cjs ? 'js' : 'mjs';
  for (const one of printed.filter((one) => isFor(runner, one))) {
    const text = one.file(runner, cjs ? setup : pathToFileURL(setup).href);
    if (one.alone) writeFileSync(join(room, `f${one.number}.test.${ending}`), text);
    else {
      const path = `./printed/f${one.number}.${ending}`;
      writeFileSync(join(room, path), text);
      entries[one.number % entries.length]?.push(cjs ? `require('${path}');` : `import '${path}';`);
    }
  }
  for (const [index, lines] of entries.entries()) {
    writeFileSync(join(room, `entry${index}.test.${ending}`), `${lines.join('\n')}\n`);
  }
}

/** Most of what the tests do is to wait: vitest can do many at a time. */
function vitestConfig(setup: string): string {
  const test = { setupFiles: [setup], sequence: { concurrent: true }, maxConcurrency: 20, testTimeout: 30_000 };
  return `export default ${JSON.stringify({ test })};\n`;
}

function titleOfFile(file: string): string {
  const [, number] = /^f(\d+)\.test/.exec(file) ?? [];
  return printed.find((one) => one.number === Number(number))?.title ?? '';
}
