/** Debian's haproxy, started with a configuration of the test. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Where it is missing the tests that need it are skipped; not in CI, which must install it. */
export const canRunHaproxy =
  process.env['CI'] !== undefined || spawnSync('haproxy', ['-v'], { stdio: 'ignore' }).status === 0;

/** A new folder for sockets and the like. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts it in the background; when this returns, its sockets are open. */
export function startHaproxy(folder: string, sections: string): void {
  const configuration = join(folder, 'haproxy.cfg');
  const pidFile = join(folder, 'haproxy.pid');
  writeFileSync(configuration, `${DEFAULTS}\n${sections}\n`);
  const { status, stderr } = spawnSync('haproxy', ['-D', '-f', configuration, '-p', pidFile], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`haproxy: ${stderr}`);
  const pid = Number(readFileSync(pidFile, 'utf8').trim());
  onTestFinished(() => {
    process.kill(pid, 'SIGKILL');
  });
}

/** A port that nothing listens on: it was given out a moment ago, and is not given again at once. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const DEFAULTS = `
defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s`;
