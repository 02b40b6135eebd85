/** The way that the README shows: under npx and pnpm, which do not hand every signal on. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

it.skipIf(process.platform !== 'linux').each([[], ['--cores', '2']])(
  'SIGTERM to npx stops the server that runs under it, in order, and leaves nothing behind %j',
  async (...more) => {
    const args = ['--yes', 'pnpm@12.21.0', 'demo', 'echo-server', '127.0.0.1', '0', ...more];
    const npx = spawn('npx', args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const group = npx.pid as number;
    onTestFinished(() => {
      try {
        process.kill(-group, 'SIGKILL');
      } catch {
        // Nobody is left, as it should be.
      }
    });
    let printed = '';
    for (const stream of [npx.stdout, npx.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
    await vi.waitFor(() => expect(printed).toMatch(/listening on/), 50_000);
    const port = Number(/listening on 127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('utf8').on('data', (text) => (heard += text));
    const ended = new Promise<string>((resolve) => {
      socket.on('end', () => resolve('end')).on('error', (error) => resolve(String(error)));
    });
    socket.write('ping');
    await vi.waitFor(() => expect(heard).toBe('ping'), 5_000);
    npx.kill('SIGTERM');
    expect(await ended).toBe('end');
    await vi.waitFor(() => expect(livingIn(group)).toEqual([]), 10_000);
    expect(printed).toMatch(/SIGTERM: closing/);
    expect(printed).toMatch(/stopped listening/);
  },
);

/** What runs in a group of processes; those that have ended and nobody has asked about do not. */
function livingIn(group: number): string[] {
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(pgrp) === group && state !== 'Z';
    } catch {
      return false;
    }
  });
}
