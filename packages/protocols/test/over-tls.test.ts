/** The same protocols over TLS: redis, memcached and WebSocket as others speak them, in both directions. */
import { createServer } from 'node:https';
import { connect, encodeUtf8, serve } from '@wirechart/core';
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { respService } from '@wirechart/resp-service';
import { tcp, tls } from '@wirechart/transport-net';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { authority } from '../../transport-net/test/support/certificates.js';
import { canRun, files, run } from '../../transport-net/test/support/tools.js';
import { get, memcached, set } from '../src/memcached/index.js';
import { respClient, respServer } from '../src/resp/index.js';
import { webSocket } from '../src/websocket/index.js';

const { ca, issue } = await authority();
const identity = await issue();

describe('rediss', () => {
  test.skipIf(!canRun('redis-server'))('our client with redis-server', async () => {
    const port = await freePort();
    const { cert, key, authorities } = files({ ...pem(identity), authorities: ca });
    const server = run('redis-server', [
      ...['--port', 0, '--tls-port', port, '--tls-cert-file', cert, '--tls-key-file', key, '--save', ''],
      ...['--tls-ca-cert-file', authorities, '--tls-auth-clients', 'yes', '--bind', '127.0.0.1'],
    ]);
    await server.until(/Ready to accept connections/);
    await using client = await connect(respClient(), tls({ port, ca, ...(await issue({ names: ['client'] })) }));
    expect(await client.request(['SET', 'key', 'value'])).toBe('OK');
    const big = new Uint8Array(3_000_000).map((_, at) => at);
    await client.request(['SET', 'big', big]);
    expect(Buffer.compare((await client.request(['GET', 'big'])) as Uint8Array, big)).toBe(0);
    // A client without a certificate is done before it is refused.
    await expect(
      connect(respClient(), tls({ port, ca })).then((other) => other.request(['PING'])),
    ).rejects.toMatchObject({
      problem: 'certificate-missing',
      seenBy: 'remote',
    });
  });

  test.skipIf(!canRun('redis-cli'))('redis-cli with our server', async () => {
    const { handler, onEvent } = respService({ now: Date.now });
    const port = await serving(serve(respServer(), handler, tls({ port: 0, ...identity }), { onEvent }));
    const { authorities } = files({ authorities: ca });
    const cli = (...args: string[]) =>
      run('redis-cli', ['-h', 'localhost', '-p', port, '--tls', '--cacert', authorities, ...args]);
    const asked = cli('SET', 'a key', 'a value');
    expect(await asked.ended).toBe(0);
    expect(asked.output).toBe('OK\n');
    const distrustful = run('redis-cli', ['-p', port, '--tls', 'PING']);
    await distrustful.ended;
    expect(distrustful.output).toMatch(/certificate verify failed/i);
  });
});

describe('memcached', () => {
  test.skipIf(!canRun('memcached'))("our client with Debian's memcached", async () => {
    const port = await freePort();
    const { cert, key } = files(pem(identity));
    const options = `ssl_chain_cert=${cert},ssl_key=${key}`;
    const server = run('memcached', ['-u', 'nobody', '-l', '127.0.0.1', '-p', port, '-Z', '-vv', '-o', options]);
    await server.until(/server listening/);
    const client = await connect(memcached.client({ speaks: 'text' }), tls({ port, ca }));
    expect(await client.request(set('key', encodeUtf8('value')))).toMatchObject({ type: 'stored' });
    expect(await client.request(get('key'))).toMatchObject({ items: [{ value: encodeUtf8('value') }] });
    await client.close();
    expect(server.output).not.toMatch(/error/i);
  });

  test.skipIf(!canRun('openssl'))('openssl s_client with our server', async () => {
    const store = new MemoryStore({ now: Date.now });
    const port = await serving(serve(memcached.server(), answering(store), tls({ port: 0, ...identity })));
    const client = run('openssl', ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`]);
    client.stdin.write('set key 0 0 5\r\nvalue\r\nget key\r\nquit\r\n');
    await client.until(/STORED\r\nVALUE key 0 5\r\nvalue\r\nEND\r\n/);
  });
});

describe('wss', () => {
  test('our client with the npm package ws', async () => {
    const https = createServer(identity);
    new WebSocketServer({ server: https }).on('connection', (socket) => {
      socket.on('message', (data, binary) => socket.send(data, { binary }));
    });
    await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => https.closeAllConnections());
    onTestFinished(() => void https.close());
    const { port } = https.address() as { port: number };
    const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
    const protocol = webSocket.client({ url: `wss://localhost:${port}/`, random });
    await using client = await connect(protocol, tls({ port, ca, serverName: 'localhost' }));
    expect(await client.request('ä')).toBe('ä');
  });

  test('the npm package ws with our server', async () => {
    const port = await serving(serve(webSocket.server(), (message) => message, tls({ port: 0, ...identity })));
    const client = new WebSocket(`wss://localhost:${port}/`, { ca });
    await new Promise((resolve) => client.once('open', resolve));
    const echo = new Promise((resolve) => client.once('message', (data) => resolve(String(data))));
    client.send('ä');
    expect(await echo).toBe('ä');
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.close(1000);
    expect(await closed).toBe(1000);
  });
});

function pem({ cert, key }: { readonly cert: string; readonly key: string }) {
  return { cert, key };
}

async function serving(starting: Promise<{ readonly address: unknown; abort(): Promise<void> }>): Promise<number> {
  const server = await starting;
  onTestFinished(() => server.abort());
  return (server.address as { readonly port: number }).port;
}

async function freePort(): Promise<number> {
  const listener = await tcp({ port: 0 }).listen(() => {});
  await listener.close();
  return (listener.address as { readonly port: number }).port;
}
