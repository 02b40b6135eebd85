/** A server that nobody here wrote: Debian's. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Runs redis-server on a Unix socket while the tests of this file run. Returns the way to its path. */
export function withRedisServer(...options: readonly string[]): () => string {
  const folder = mkdtempSync(join(tmpdir(), 'resp-'));
  const path = join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder, ...options];
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
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
      child.once('close', () => reject(new Error(`redis-server ended:\n${printed}`)));
      child.stdout.setEncoding('utf8').on('data', (text) => {
        printed += text;
        if (/ready to accept connections/i.test(printed)) resolve();
      });
    });
  });
  afterAll(async () => {
    await stop?.();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => path;
}
