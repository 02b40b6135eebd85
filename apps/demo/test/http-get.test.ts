import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { jsonLines, run } from './support/demo.js';

it('prints the whole answer, up to the end of the connection', async () => {
  const port = await listening(
    createHttpServer((request, response) => response.end(`${request.method} ${request.url}\nä \u001b[31m`)),
  );
  const { status, stdout, stderr } = await run(['http-get', '127.0.0.1', port, '/page?x=1']);
  const lines = stdout.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    `connected to 127.0.0.1:${port}`,
    '→ GET /page?x=1 HTTP/1.0',
    '← HTTP/1.1 200 OK',
  ]);
  expect(lines).toContain('← GET /page?x=1');
  expect(lines).toContain('← ä \\u001b[31m');
  expect(lines.at(-2)).toMatch(/^the server ended after \d+ bytes$/);
  expect([status, stderr]).toEqual([0, '']);
});

it('says so with --json', async () => {
  const port = await listening(createHttpServer((_, response) => response.end('one\ntwo')));
  const { stdout } = await run(['http-get', '127.0.0.1', port, '/', '--json']);
  const told = jsonLines(stdout).filter(({ event }) => event === 'line');
  expect(told.slice(-2)).toMatchObject([{ line: 'one' }, { line: 'two' }]);
});

it.each([
  ['nowhere.invalid', 80, /^demo: cannot find nowhere\.invalid:80: /],
  ['127.0.0.1', 1, /^demo: cannot connect to 127\.0\.0\.1:1: connection refused/],
])('says at which stage it failed: %s', async (host, port, message) => {
  const { status, stderr } = await run(['http-get', host, port, '/']);
  expect(stderr).toMatch(message);
  expect(status).toBe(1);
});

it('does not take a reset for the end of the page', async () => {
  const port = await listening(
    createServer((socket) => {
      socket.on('error', () => {});
      // Whoever has asked is connected.
      socket.once('data', () => socket.write('HTTP/1.0 200 OK\r\n\r\nhalf', () => socket.resetAndDestroy()));
    }),
  );
  const { status, stderr } = await run(['http-get', '127.0.0.1', port, '/']);
  expect(stderr).toMatch(
    /^demo: lost the connection to 127\.0\.0\.1:\d+: the other side reset the connection \(ECONNRESET\)/,
  );
  expect(status).toBe(1);
});

it('tells a server that says nothing', async () => {
  const port = await listening(createServer((socket) => socket.end()));
  const { status, stderr } = await run(['http-get', '127.0.0.1', port, '/']);
  expect(stderr).toBe('demo: the server ended the connection without an answer\n');
  expect(status).toBe(1);
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
