/** Programs that nobody here wrote, as peers. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Where a program is missing, the tests that need it are skipped; not in CI, which must install it. */
export function canRun(program: string): boolean {
  return process.env['CI'] !== undefined || spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

export interface Running {
  /** What it has printed so far, on standard output and error. */
  readonly output: string;
  readonly stdin: NodeJS.WritableStream;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
  /** Waits until what it has printed matches. Rejects when it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Runs a program until the end of the test. */
export function run(program: string, args: readonly (string | number)[]): Running {
  const child = spawn(program, args.map(String), { stdio: 'pipe' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  child.stdin.on('error', () => {});
  let output = '';
  let waiting: (() => void)[] = [];
  const heard = () => {
    const before = waiting;
    waiting = [];
    for (const look of before) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      heard();
    });
  }
  let over = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      over = true;
      resolve(status);
      heard();
    });
  });
  return {
    get output() {
      return output;
    },
    stdin: child.stdin,
    signal: (signal) => void child.kill(signal),
    ended,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(output);
        if (found !== null) return found;
        if (over) throw new Error(`${program} ended before it printed ${pattern}:\n${output}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

/** Writes files into a folder that is gone after the test, and says where each is. */
export function files<T extends Record<string, string>>(contents: T): { readonly [K in keyof T]: string } {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = Object.entries(contents).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return [name, path];
  });
  return Object.fromEntries(paths);
}
