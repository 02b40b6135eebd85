import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestRunner } from '@wirechart/fuzz';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileFor, hasJest, regressionFileIn, runFolder } from './kit/runners.js';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fresh-'));
const runners: TestRunner[] = ['node', 'vitest', ...(hasJest ? (['jest', 'jest-cjs'] as const) : [])];

// What `npm install --save-dev @wirechart/fuzz` makes of the packed tarball.
beforeAll(() => {
  const packed = execFileSync('npx', ['--yes', 'pnpm@12.21.0', 'pack', '--json', '--pack-destination', folder], {
    cwd: path('..'),
    encoding: 'utf8',
  });
  expect(packed).toContain('index.cjs');
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['xzf', tarball], { cwd: folder });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

describe.each(runners)('from an empty folder to the first finding, by the README alone: %s', (runner) => {
  test('the example passes; with a fault it fails with a report; its regression test fails, and passes once mended', {
    timeout: 240_000,
  }, async () => {
    const project = join(folder, runner);
    mkdirSync(join(project, 'node_modules/@wirechart'), { recursive: true });
    cpSync(join(folder, 'package'), join(project, 'node_modules/@wirechart/fuzz'), { recursive: true });
    for (const name of ['fast-check', 'pure-rand']) link(name, project);
    if (runner === 'vitest') symlinkSync(path('../../../node_modules/vitest'), join(project, 'node_modules/vitest'));
    writeFileSync(join(project, 'package.json'), JSON.stringify(runner === 'jest-cjs' ? {} : { type: 'module' }));
    const file = fileFor(runner, project, 'lines');

    writeFileSync(file, example(runner));
    expect((await runFolder(runner, project)).passed).toContain('lines do not depend on chunks');

    const faulty = example(runner).replace('rest = lines.pop();', "rest = lines.pop().replace(/\\r$/, '');");
    writeFileSync(file, faulty);
    const found = await runFolder(runner, project);
    expect(found.failed).toContain('lines do not depend on chunks');
    expect(found.output).toContain('1. messages (fails, severity high)');

    rmSync(file);
    const regression = regressionFileIn(found.output);
    expect(regression).toContain('function splitLines()');
    writeFileSync(fileFor(runner, project, 'regression'), regression);
    const before = await runFolder(runner, project);
    expect([before.failed.length > 0, before.passed.length], before.output).toEqual([true, 0]);
    writeFileSync(
      fileFor(runner, project, 'regression'),
      regression.replace("rest = lines.pop().replace(/\\r$/, '');", 'rest = lines.pop();'),
    );
    const after = await runFolder(runner, project);
    expect([after.failed, after.passed.length > 0], after.output).toEqual([[], true]);
  });
});

/** The example of the README, as one writes it for another runner. */
function example(runner: TestRunner): string {
  const [, source = ''] = /```js\n(.*?)```/s.exec(readFileSync(path('../README.md'), 'utf8')) ?? [];
  if (runner === 'vitest') return source.replace("'node:test'", "'vitest'");
  const bare = runner === 'node' ? source : source.replace("import { test } from 'node:test';\n", '');
  return runner === 'jest-cjs' ? bare.replaceAll(/^import (.*) from (.*);$/gm, 'const $1 = require($2);') : bare;
}

function link(name: string, project: string): void {
  const from =
    name === 'fast-check'
      ? path('../node_modules/fast-check')
      : path('../../../node_modules/.pnpm/node_modules/pure-rand');
  symlinkSync(from, join(project, 'node_modules', name));
}
