/** Where programs listen and whom they call: both families, Unix sockets, TLS, an address of one's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { authority } from '../../../packages/transport-net/test/support/certificates.js';
import { files } from '../../../packages/transport-net/test/support/tools.js';
import { run, start, startServer } from './support/demo.js';

const { ca, issue } = await authority();
const FILE = fileURLToPath(new URL('../package.json', import.meta.url));

it('echo-server on :: serves both families', async () => {
  const server = start(['echo-server', '::', 0]);
  const [, port] = (await server.until(/listening on \[::\]:(\d+)/)) as unknown as [string, string];
  for (const [host, remote] of [
    ['::1', `[::1]:${port}`],
    ['127.0.0.1', `127.0.0.1:${port}`],
    ['localhost', 'localhost'],
  ] as const) {
    const { status, stdout } = await run(['echo-client', host, port, 'hi']);
    expect(status).toBe(0);
    expect(stdout).toContain('← hi');
    if (host !== 'localhost') expect(stdout).toContain(`connected to ${remote}`);
  }
  expect(server.stdout).toMatch(/\[::1\]:\d+ {2}connected/);
  expect(server.stdout).toMatch(/127\.0\.0\.1:\d+ {2}connected/);
});

describe('a Unix socket in place of a host', () => {
  it('has no port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'app.sock');
    const server = start(['app-server', path]);
    await server.until(new RegExp(`listening on ${path}`));
    const { status, stdout } = await run(['app-client', path, 'search', 'morpheus']);
    expect(stdout).toContain(`connected to ${path}\n`);
    expect(stdout).toContain('Follow the white rabbit');
    expect(status).toBe(0);
  });

  it('says of a path that is not there what it is', async () => {
    const { status, stderr } = await run(['app-client', './not-there.sock', 'search', 'x']);
    expect(stderr).toBe('demo: cannot connect to ./not-there.sock: no such file or directory (ENOENT)\n');
    expect(status).toBe(1);
  });

  it.runIf(process.platform === 'linux')('may be an abstract name', async () => {
    const name = `@wirechart-demo-${process.pid}`;
    const server = start(['multiconn-server', name]);
    await server.until(new RegExp(`listening on ${name}`));
    expect((await run(['multiconn-client', name, 2])).status).toBe(0);
  });
});

describe('--tls', () => {
  it('is spoken by both sides, and the certificate is checked', async () => {
    const paths = files({ ca, ...(await issue()) });
    const options = ['--tls', '--cert', paths.cert, '--key', paths.key];
    const { port } = await startServer('app-server', ...options);
    const asked = await run(['app-client', '127.0.0.1', port, 'search', 'morpheus', '--tls', '--ca', paths.ca]);
    expect(asked.stdout).toContain('Follow the white rabbit');
    const distrustful = await run(['app-client', '127.0.0.1', port, 'search', 'morpheus', '--tls']);
    expect(distrustful.stderr).toBe(
      `demo: TLS handshake with 127.0.0.1:${port} failed: the certificate is of an authority that is not trusted ` +
        '(UNABLE_TO_VERIFY_LEAF_SIGNATURE)\n',
    );
    expect(distrustful.status).toBe(1);
  });

  it('without a certificate says how to make one', async () => {
    const { status, stderr } = await run(['app-server', '127.0.0.1', 0, '--tls']);
    expect(stderr).toContain('demo: a server with --tls needs --cert and --key; this makes them:\nopenssl req -x509');
    expect(status).toBe(2);
  });

  it('with a key that is of another certificate says so', async () => {
    const paths = files({ cert: (await issue()).cert, key: (await issue()).key });
    const { status, stderr } = await run([
      'app-server',
      '127.0.0.1',
      0,
      '--tls',
      '--cert',
      paths.cert,
      '--key',
      paths.key,
    ]);
    expect(stderr).toMatch(/^demo: --cert and --key do not go together: [\w ]+\n/);
    expect(status).toBe(2);
  });
});

it.each([
  ['--ca is for --tls', ['echo-client', '127.0.0.1', 1, 'hi', '--ca', FILE]],
  ['--cert and --key are for --tls', ['app-server', '127.0.0.1', 0, '--cert', FILE]],
  ['--cert and --key are for --tls', ['app-server', '127.0.0.1', 0, '--key', FILE]],
  ['--websocket does not go with --tls here', ['app-server', '127.0.0.1', 0, '--websocket', '--tls']],
  ['--websocket does not go with --tls here', ['app-server', '127.0.0.1', 0, '--websocket', '--cert', FILE]],
  ['--websocket wants a host and a port', ['app-server', './x.sock', '--websocket']],
  ['--source is for IP: a Unix socket', ['echo-client', './x.sock', 'hi', '--source', '127.0.0.1']],
])('an option that would do nothing is refused: %s', async (reason, args) => {
  const { status, stdout, stderr } = await run(args);
  expect(stderr).toContain(`demo: ${reason}`);
  expect([status, stdout]).toEqual([2, '']);
});

it.each([
  [
    '--cert has no certificate in PEM (-----BEGIN CERTIFICATE-----): it',
    ['app-server', '127.0.0.1', 0, '--tls', '--cert', FILE, '--key', FILE],
  ],
  [
    '--ca has no certificate in PEM (-----BEGIN CERTIFICATE-----): it',
    ['echo-client', '127.0.0.1', 1, 'hi', '--tls', '--ca', FILE],
  ],
  ['--source is of IPv4, and host is ::1', ['echo-client', '::1', 1, 'hi', '--source', '127.0.0.1']],
  ['a path must not be empty', ['echo-server', '@']],
  ["a path of a page begins with a /: '/page'", ['http-get', '127.0.0.1', 1, 'page']],
  ['a path of a page has no blanks and no control characters', ['http-get', '127.0.0.1', 1, '/a b']],
])('what makes no sense is told as the command line has it: %s', async (reason, args) => {
  const { status, stdout, stderr } = await run(args);
  expect(stderr).toContain(`demo: ${reason}`);
  expect([status, stdout]).toEqual([2, '']);
});

it('--source is where a client calls from', async () => {
  const { server, port } = await startServer('echo-server');
  expect((await run(['echo-client', '127.0.0.1', port, 'hi', '--source', '127.0.0.7'])).status).toBe(0);
  await server.until(/127\.0\.0\.7:\d+ {2}connected/);
  const { status, stderr } = await run(['echo-client', '127.0.0.1', port, 'hi', '--source', 'localhost']);
  expect(stderr).toContain("demo: not an IP address: 'localhost'");
  expect(status).toBe(2);
});
