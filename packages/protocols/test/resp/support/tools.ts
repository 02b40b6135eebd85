/** The programs that judge server and client, where they are installed. */
import { spawn, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

export const RUNTIMES = ['compiled', 'xstate'] as const;

/** Where a tool is missing the tests that need it are skipped; not in CI, which must install it. */
export function canRun(tool: string): boolean {
  return process.env['CI'] !== undefined || spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], input: string | Uint8Array = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.once('error', reject).once('close', (status) => resolve({ status, stdout, stderr }));
    // A program that does not read its input is no failure of the test.
    child.stdin.on('error', () => {}).end(input);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
  });
}
