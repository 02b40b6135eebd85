/** Our server on a port of its own, and the tools that judge it. */
import { spawn, spawnSync } from 'node:child_process';
import type { ConnectionOptions } from '@wirechart/core';
import { serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { onTestFinished } from 'vitest';
import { respServer, respService } from '../../../src/resp/index.js';

export const RUNTIMES = ['compiled', 'xstate'] as const;

/** Serves our commands until the test is over. Returns the port. */
export async function startOurs(options: ConnectionOptions = {}): Promise<number> {
  const { handler, onEvent } = respService({ now: Date.now });
  const server = await serve(respServer(), handler, tcp({ host: '127.0.0.1', port: 0 }), { ...options, onEvent });
  onTestFinished(() => server.abort());
  return (server.address as { readonly port: number }).port;
}

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
