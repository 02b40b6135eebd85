/** Our server on a port of its own, and Debian's programs that judge it and our client. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, serve } from '@wirechart/core';
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { tcp } from '@wirechart/transport-net';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import * as m from '../../../src/memcached/index.js';

export const RUNTIMES = ['compiled', 'xstate'] as const;

/** Where a tool is missing the tests that need it are skipped; not in CI, which must install it. */
export function canRun(tool: string): boolean {
  return process.env['CI'] !== undefined || spawnSync(tool, ['-V'], { stdio: 'ignore' }).error === undefined;
}

/** Serves a store until the test is over. Returns the port. */
export async function startOurs(options: ConnectionOptions = {}): Promise<number> {
  const handler = answering(new MemoryStore({ now: Date.now }));
  const server = await serve(m.memcached.server(), handler, tcp({ host: '127.0.0.1', port: 0 }), options);
  onTestFinished(() => server.abort());
  return (server.address as { readonly port: number }).port;
}

/** Runs a program to its end. Returns what it printed, on both outputs. */
export function run(program: string, args: readonly string[]): Promise<{ status: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    let printed = '';
    const print = (text: Buffer) => {
      printed += text;
    };
    child.stdout.on('data', print);
    child.stderr.on('data', print);
    child.once('error', reject).once('close', (status) => resolve({ status, printed }));
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
  });
}

/** Runs memcached on a Unix socket while the tests of this file run. Returns the way to its path. */
export function withMemcached(): () => string {
  let folder = '';
  let path = '';
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memcached-'));
    path = join(folder, 'socket');
    // It does not run as root unless it is told that this is meant.
    const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
    const child = spawn('memcached', [...user, '-s', path, '-t', '1', '-vv'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const over = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
    });
    stop = () => {
      child.kill('SIGTERM');
      return over;
    };
    await new Promise<void>((resolve, reject) => {
      let printed = '';
      child.once('error', reject);
      child.once('close', () => reject(new Error(`memcached ended:\n${printed}`)));
      child.stderr.setEncoding('utf8').on('data', (text) => {
        if (printed.length < 100_000) printed += text;
        if (printed.includes('server listening')) resolve();
      });
    });
  });
  afterAll(async () => {
    await stop?.();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => path;
}
