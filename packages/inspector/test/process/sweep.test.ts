/** Of agents whose processes were killed nothing is left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownFolder, socketPath } from '../../src/agent/place.js';
import { sweep } from '../../src/program/process/sweep.js';

let folder: string;
const before = process.env['XDG_RUNTIME_DIR'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirechart-test-'));
  process.env['XDG_RUNTIME_DIR'] = folder;
  ownFolder();
});
afterEach(() => {
  if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = before;
  rmSync(folder, { recursive: true });
});

/** Listens in a process of its own, as an agent does. */
async function agentOf(path: string) {
  const child = spawn(process.execPath, [
    '-e',
    `net.createServer().listen(${JSON.stringify(path)}, () => console.log(1))`,
  ]);
  await once(child.stdout, 'data');
  return {
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** No process has it: the system gives none that is as high (proc(5), pid_max). */
const NOBODY = 2 ** 22 + 1;

it('removes the socket of a process that was killed, and no other', async () => {
  const dead = await agentOf(socketPath(NOBODY));
  await dead.kill();
  // A process in another container, which is seen by its socket alone.
  const elsewhere = createServer((socket) => socket.destroy()).listen(socketPath(NOBODY + 1));
  await once(elsewhere, 'listening');
  writeFileSync(socketPath(process.pid), '');
  expect(existsSync(socketPath(NOBODY))).toBe(true);
  await sweep();
  expect(existsSync(socketPath(NOBODY))).toBe(false);
  expect(existsSync(socketPath(NOBODY + 1))).toBe(true);
  expect(existsSync(socketPath(process.pid))).toBe(true);
  elsewhere.close();
});
