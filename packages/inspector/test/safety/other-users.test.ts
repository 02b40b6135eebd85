/** The agent's socket is its user's own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Agent } from '../../src/agent/agent.js';
import { listenFor } from '../../src/agent/listen.js';
import { ownFolder, socketPath } from '../../src/agent/place.js';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === 'win32')('the folder of the sockets', () => {
  let base: string;
  const before = process.env['XDG_RUNTIME_DIR'];

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'wirechart-test-'));
    // Anybody may come as far as here.
    chmodSync(base, 0o755);
    process.env['XDG_RUNTIME_DIR'] = base;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = before;
    rmSync(base, { recursive: true });
  });

  it('can be opened by its owner alone', () => {
    ownFolder();
    expect(statSync(join(base, 'wirechart')).mode & 0o777).toBe(0o700);
  });

  it('is closed to others where it was open', () => {
    mkdirSync(join(base, 'wirechart'), { mode: 0o777 });
    chmodSync(join(base, 'wirechart'), 0o777);
    ownFolder();
    expect(statSync(join(base, 'wirechart')).mode & 0o777).toBe(0o700);
  });

  it('is not used where it is a link to somewhere else', () => {
    mkdirSync(join(base, 'elsewhere'));
    symlinkSync(join(base, 'elsewhere'), join(base, 'wirechart'));
    expect(() => ownFolder()).toThrow('is no folder');
  });

  it.skipIf(!isRoot)('is not used where it is another user’s', () => {
    mkdirSync(join(base, 'wirechart'), { mode: 0o700 });
    chownSync(join(base, 'wirechart'), NOBODY, NOBODY);
    expect(() => ownFolder()).toThrow('belongs to another user');
  });

  it.skipIf(!isRoot)('lets no process of another user attach', async () => {
    const path = socketPath(process.pid);
    const server = await listenFor(new Agent({ title: 'test' }), path, false);
    const script = `require('node:net').connect(${JSON.stringify(path)}).on('connect', () => process.exit(0)).on('error', (e) => { console.log(e.code); process.exit(1); })`;
    const attack = spawnSync(process.execPath, ['-e', script], { uid: NOBODY, gid: NOBODY, encoding: 'utf8' });
    const own = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 10_000 });
    expect([attack.status, attack.stdout.trim()]).toEqual([1, 'EACCES']);
    expect(own.status).not.toBe(1);
    await server.abort();
    expect(existsSync(path)).toBe(false);
  });
});
