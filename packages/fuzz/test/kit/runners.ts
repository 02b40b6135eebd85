/** The test runners for which regression tests are written, as programs that run files and say which tests failed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestRunner } from '@wirechart/fuzz';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const JEST = path('../../../../scripts/jest/node_modules/jest/bin/jest.js');
const VITEST = path('../../../../node_modules/vitest/vitest.mjs');

/** Jest is installed apart (`pnpm --dir scripts/jest install`); where it is not, it is left out, unless `CI` is set. */
export const hasJest = existsSync(JEST) || process.env['CI'] !== undefined;

export interface Ran {
  /** Titles of tests that failed, and of those that passed. */
  readonly failed: readonly string[];
  readonly passed: readonly string[];
  readonly output: string;
}

export interface How {
  /** Files at a time. Default 2. */
  readonly workers?: number;
  /** A CommonJS file that is loaded before the tests; for vitest, its configuration in the folder must say so. */
  readonly setup?: string;
}

/** Runs all test files of a folder. */
export async function runFolder(
  runner: TestRunner,
  folder: string,
  env: NodeJS.ProcessEnv = {},
  { workers = 2, setup }: How = {},
): Promise<Ran> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST|NODE_OPTIONS|TEST)/.test(name)),
  );
  const clean = { ...inherited, ...env };
  if (runner === 'node') {
    const output = await run(
      process.execPath,
      [
        ...(setup === undefined ? [] : ['--require', setup]),
        ...['--test', '--test-reporter=tap', `--test-concurrency=${workers}`, '.'],
      ],
      folder,
      clean,
    );
    return fromLines(output, /^\s*not ok \d+ - (.*)$/gm, /^\s*ok \d+ - (.*)$/gm);
  }
  if (runner === 'vitest') {
    const output = await run(
      process.execPath,
      [VITEST, 'run', '--reporter=verbose', '--no-color', `--maxWorkers=${workers}`],
      folder,
      clean,
    );
    const unhandled = /Unhandled Errors?/.test(output)
      ? [...output.matchAll(/This error originated in "([^"]+)"/g)].map(([, file = '']) => file)
      : [];
    const ran = fromLines(output, /^\s*[×✗] \S+ > (.*?)(?: \d+ms)?$/gm, /^\s*✓ \S+ > (.*?)(?: \d+ms)?$/gm);
    return { ...ran, failed: [...ran.failed, ...unhandled] };
  }
  const config = {
    testMatch: ['**/*.test.{js,mjs,cjs}'],
    moduleFileExtensions: ['js', 'mjs', 'cjs', 'json'],
    transform: {},
    rootDir: folder,
    setupFiles: setup === undefined ? [] : [setup],
  };
  const flags = runner === 'jest' ? ['--experimental-vm-modules', '--no-warnings'] : [];
  const args = [...flags, JEST, '--verbose', `--maxWorkers=${workers}`, '--config', JSON.stringify(config)];
  const output = await run(process.execPath, args, folder, { ...clean, CI: '1' });
  return fromLines(output, /^\s*✕ (.*?)(?: \(\d+ m?s\))?$/gm, /^\s*✓ (.*?)(?: \(\d+ m?s\))?$/gm);
}

/** The file that stands in a report after `Regression tests`. */
export function regressionFileIn(output: string): string {
  const [, indented = ''] = /Regression tests\n([\s\S]*?)\n\s*\n?\s*\d+ runs over/.exec(output) ?? [];
  const lines = indented.split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}

export function fileFor(runner: TestRunner, folder: string, name: string): string {
  return join(folder, `${name}.test.${runner === 'jest-cjs' ? 'js' : 'mjs'}`);
}

function fromLines(output: string, failed: RegExp, passed: RegExp): Ran {
  const titles = (pattern: RegExp) => [...output.matchAll(pattern)].map(([, title = '']) => title.trim());
  return { failed: titles(failed), passed: titles(passed), output };
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: 1 << 26, timeout: 240_000 }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
}
