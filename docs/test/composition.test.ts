/** The proxy of the page: its chart, and curl as its judge. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect as connectSocket, createServer as createTcpServer, type Server } from 'node:net';
import { mermaidOfProtocol, type RuntimeName, serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withCharts } from '../../packages/protocols/test/kit/charts.js';
import { connectProxy, handler } from '../snippets/connect-proxy.js';

const PAGE = '../composition.md';

// `npx vitest run docs -u` draws the chart anew.
test('the chart of the page is that of the protocol', async () => {
  const page = readFileSync(new URL(PAGE, import.meta.url), 'utf8');
  await expect(withCharts(page, { connect: mermaidOfProtocol(connectProxy) })).toMatchFileSnapshot(PAGE);
});

const canRunCurl =
  process.env['CI'] !== undefined || spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0;

/** 8 MiB in which every byte's place matters. */
const content = Buffer.from(Uint32Array.from({ length: 1 << 21 }, (_, i) => Math.imul(i, 2_654_435_761)).buffer);

describe.each<RuntimeName>(['compiled', 'xstate'])('the proxy of the page, %s', (runtime) => {
  test.skipIf(!canRunCurl)('curl gets and puts through it, with all bytes in order', async () => {
    const received: Buffer[] = [];
    const origin = createServer((request, response) => {
      if (request.method === 'GET') response.end(content);
      else request.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => response.end('thanks'));
    });
    const url = `http://127.0.0.1:${await listening(origin)}/`;
    const proxy = `http://127.0.0.1:${await serving(runtime)}`;
    const got = await curl(['--proxytunnel', '--proxy', proxy, url]);
    expect([got.status, content.equals(got.stdout)]).toEqual([0, true]);
    const put = await curl(['--proxytunnel', '--proxy', proxy, '--upload-file', '-', url], content);
    expect([put.status, put.stdout.toString(), content.equals(Buffer.concat(received))]).toEqual([0, 'thanks', true]);
  });

  test.skipIf(!canRunCurl)('curl is told that the target cannot be reached', async () => {
    const proxy = `http://127.0.0.1:${await serving(runtime)}`;
    const port = await listening(createTcpServer(), (server) => server.close());
    const { status, stderr } = await curl(['--proxytunnel', '--proxy', proxy, `http://127.0.0.1:${port}/`]);
    expect(stderr).toContain('502');
    expect(status).not.toBe(0);
  });

  test('what is sent along with the handshake goes through, and a target that speaks first does not overtake the reply', async () => {
    const target = createTcpServer({ allowHalfOpen: true }, (socket) => {
      socket.write('welcome, ');
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
      socket.on('end', () => socket.end(`you said '${heard}'`));
    });
    const to = await listening(target);
    const socket = connectSocket({ port: await serving(runtime), host: '127.0.0.1', allowHalfOpen: true });
    // Its end stands after it at once: each direction ends by itself.
    socket.end(`CONNECT 127.0.0.1:${to} HTTP/1.1\r\nHost: x\r\n\r\nhello`);
    expect((await textOf(socket)).toString()).toBe(`HTTP/1.1 200 \r\n\r\nwelcome, you said 'hello'`);
  });

  test('what is no CONNECT is refused', async () => {
    const socket = connectSocket({ port: await serving(runtime), host: '127.0.0.1' });
    socket.write('GET / HTTP/1.1\r\n\r\n');
    expect((await textOf(socket)).toString()).toBe('HTTP/1.1 400 \r\n\r\n');
  });
});

async function serving(runtime: RuntimeName): Promise<number> {
  const server = await serve(connectProxy, handler, tcp({ host: '127.0.0.1', port: 0 }), { runtime });
  onTestFinished(() => server.abort());
  return server.address.kind === 'ip' ? server.address.port : 0;
}

/** Where a server of the test listens. */
async function listening(server: Server, then = (_: Server): unknown => undefined): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  then(server);
  return port;
}

async function textOf(socket: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function curl(args: readonly string[], input: Buffer = Buffer.alloc(0)) {
  const child = spawn('curl', ['--silent', '--show-error', '--max-time', '20', ...args]);
  child.stdin.on('error', () => {}).end(input);
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  return { status: await status, stdout, stderr: stderr.toString() };
}
