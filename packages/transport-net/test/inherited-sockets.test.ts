/** Sockets that a service manager has opened: which there are, that they are served, and whose they stay. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { connect } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inheritedSockets, tcp, unix } from '../src/index.js';
import { run } from './support/tools.js';

const PROGRAM = fileURLToPath(new URL('support/activated.js', import.meta.url));
const OWN = String(process.pid);

describe('what the manager has written', () => {
  test('nothing, or for somebody else: no sockets', () => {
    expect(inheritedSockets({})).toEqual([]);
    expect(inheritedSockets({ LISTEN_FDS: '2' })).toEqual([]);
    expect(inheritedSockets({ LISTEN_FDS: '2', LISTEN_PID: '1' })).toEqual([]);
  });

  test('descriptors count from 3, with their names, or as unknown', () => {
    expect(inheritedSockets({ LISTEN_FDS: '2', LISTEN_PID: OWN })).toEqual([
      { fd: 3, name: 'unknown' },
      { fd: 4, name: 'unknown' },
    ]);
    expect(inheritedSockets({ LISTEN_FDS: '2', LISTEN_PID: OWN, LISTEN_FDNAMES: 'web:' })).toEqual([
      { fd: 3, name: 'web' },
      { fd: 4, name: '' },
    ]);
  });

  test.each([
    ['LISTEN_FDS', { LISTEN_FDS: 'two', LISTEN_PID: OWN }],
    ['LISTEN_FDS', { LISTEN_FDS: '0', LISTEN_PID: OWN }],
    ['LISTEN_FDS', { LISTEN_FDS: '9999999999', LISTEN_PID: OWN }],
    ['LISTEN_PID', { LISTEN_FDS: '1', LISTEN_PID: '' }],
    ['LISTEN_FDNAMES', { LISTEN_FDS: '2', LISTEN_PID: OWN, LISTEN_FDNAMES: 'web' }],
  ])('%s that makes no sense is refused by name: %o', (name, env) => {
    expect(() => inheritedSockets(env)).toThrow(RangeError);
    expect(() => inheritedSockets(env)).toThrow(name);
  });
});

/** A parent that opens sockets, and has a child started with them as a service manager does. */
async function activated(kinds: string, opened: readonly Server[], cores: number, path: string) {
  const fds = opened.map((server) => (server as unknown as { _handle: { fd: number } })._handle.fd);
  // The child's own number is known to the child alone, before it becomes the program.
  const script = `LISTEN_PID=$$ LISTEN_FDS=${fds.length} LISTEN_FDNAMES=${kinds} exec "$@"`;
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, PROGRAM, String(cores), path], {
    stdio: ['pipe', 'pipe', 'inherit', ...fds],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const told: unknown[] = [];
  let rest = '';
  await new Promise<void>((resolve) => {
    (child.stdout as Readable).setEncoding('utf8').on('data', (text) => {
      const whole = (rest + text).split('\n');
      rest = whole.pop() as string;
      told.push(...whole.map((line) => JSON.parse(line)));
      if (told.includes('ready')) resolve();
    });
  });
  // Now the child alone accepts.
  for (const server of opened) server.close();
  return {
    told,
    async closed() {
      child.stdin?.write('close\n');
      return (await once(child, 'close'))[0];
    },
  };
}

async function openedTcp(): Promise<Server> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function openedUnix(path: string): Promise<Server> {
  const server = createServer();
  // Node takes the file away when it closes the socket, as long as it is where it was.
  await once(server.listen(`${path}.new`), 'listening');
  renameSync(`${path}.new`, path);
  return server;
}

function socketPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'app.sock');
}

const portOf = (server: Server) => (server.address() as { port: number }).port;

test.runIf(process.platform === 'linux').each([0, 2])(
  'TCP and Unix sockets of a parent are served, in %i more processes, and the file stays when that is over',
  { timeout: 30_000 },
  async (cores) => {
    const path = socketPath();
    const overTcp = await openedTcp();
    const port = portOf(overTcp);
    const overUnix = await openedUnix(path);
    // A program has one cluster.
    const servers = cores === 0 ? [overTcp, overUnix] : [overUnix];
    const { told, closed } = await activated(cores === 0 ? 'tcp:unix' : 'unix', servers, cores, path);
    // Each process of a cluster says which sockets there are.
    const addresses = told.filter((line) => Object.hasOwn(Object(line), 'address'));
    expect(addresses).toEqual(
      [{ address: { kind: 'ip', host: '127.0.0.1', port, family: 4 } }, { address: { kind: 'path', path } }].slice(
        -servers.length,
      ),
    );
    for (const [kind, endpoint] of [
      ['tcp', tcp({ port })],
      ['unix', unix({ path })],
    ] as const) {
      if (cores > 0 && kind === 'tcp') continue;
      const client = await connect(lines(), endpoint);
      expect(await client.request('hello')).toBe(`${kind} hello`);
      await client.close();
    }
    expect(await closed()).toBe(0);
    expect(existsSync(path), 'the file is the manager’s').toBe(true);
  },
);

test.runIf(process.platform === 'linux')('a descriptor of another kind is refused, and says so', async () => {
  const path = socketPath();
  const servers = [await openedUnix(path), await openedTcp()];
  const { told } = await activated('tcp:unix', servers, 0, path);
  const refused = (fd: number) => ({
    code: 'EAFNOSUPPORT',
    message: `cannot listen on fd ${fd}: the socket or the address is of another kind (EAFNOSUPPORT)`,
  });
  expect(told.slice(1, -1)).toEqual([refused(3), refused(4)]);
});

test('a descriptor that is not open, or no socket, is refused', async () => {
  await expect(tcp({ port: 0, fd: 999 }).listen(() => {})).rejects.toMatchObject({ stage: 'listen', code: 'EINVAL' });
  await expect(unix({ path: '/tmp/x', fd: 999 }).listen(() => {})).rejects.toMatchObject({ stage: 'listen' });
});

const canActivate = spawnSync('systemd-socket-activate', ['--version']).status === 0;

test.skipIf(!canActivate)('systemd itself hands over a socket, with its name', { timeout: 30_000 }, async () => {
  const path = socketPath();
  const program = run('systemd-socket-activate', ['-l', path, '--fdname=unix-web', process.execPath, PROGRAM, 0, path]);
  await program.until(/^Listening on/m);
  // The program is started by the first call, which waits meanwhile.
  const client = await connect(lines(), unix({ path }));
  expect(await client.request('hello')).toBe('unix-web hello');
  expect(program.output).toContain('{"sockets":[{"fd":3,"name":"unix-web"}]}');
  await client.close();
});
