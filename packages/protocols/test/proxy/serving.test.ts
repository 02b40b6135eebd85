/** Servers behind a proxy, over TCP and in the simulated network. */
import { connect as connectSocket } from 'node:net';
import { connect, type Handler, type Peer, type RuntimeName, serve, type WirechartError } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { simulatedNetwork } from '../../../transport-memory/src/index.js';
import { tcp } from '../../../transport-net/src/index.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';
import { type ProxiedOptions, proxied, withProxyHeader } from '../../src/proxy/index.js';
import { block, IPV4 } from './bytes.js';

type AppPeer = Peer<JsonHeaderMessage, JsonHeaderMessage>;
const echo: Handler<JsonHeaderMessage, JsonHeaderMessage> = (request, { remote }) =>
  json([request.content, remote.kind === 'ip' ? remote.host : remote.kind]);
const source = { kind: 'ip', host: '192.0.2.1', port: 56324, family: 4 } as const;
const destination = { kind: 'ip', host: '198.51.100.7', port: 443, family: 4 } as const;
const announced = withProxyHeader(jsonHeader(), { source, destination });

async function served(trusted: ProxiedOptions['trusted'], runtime: RuntimeName = 'compiled') {
  const errors: WirechartError[] = [];
  const connected: AppPeer[] = [];
  let accept!: () => void;
  const accepted = new Promise<void>((resolve) => {
    accept = resolve;
  });
  const server = await serve(proxied(jsonHeader(), { trusted }), echo, tcp({ host: '127.0.0.1', port: 0 }), {
    runtime,
    onError: (error) => errors.push(error),
    onConnection: (peer) => {
      connected.push(peer);
      accept();
    },
  });
  const port = server.address.kind === 'ip' ? server.address.port : 0;
  return { server, errors, connected, accepted, port, endpoint: tcp({ host: '127.0.0.1', port }) };
}

/** What a server says to bytes that are sent to it, until it closes. */
function answerTo(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connectSocket({ port, host: '127.0.0.1' }, () => socket.write(bytes));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe.each(['compiled', 'xstate'] as const)('over TCP, %s', (runtime) => {
  test('the handler sees the client, and the proxy behind it', async () => {
    const { server, connected, endpoint } = await served(['127.0.0.0/8'], runtime);
    await using _ = server;
    await using client = await connect(announced, endpoint, { runtime });
    expect(await client.request(json(1))).toMatchObject({ content: [1, '192.0.2.1'] });
    const [peer] = connected;
    expect([peer?.remote, peer?.local]).toEqual([source, destination]);
    expect(peer?.via).toEqual({ remote: client.local, local: client.remote });
  });

  test('a source that is not trusted is closed without an answer, though it says nothing', async () => {
    const { server, errors, port } = await served(['192.0.2.0/24'], runtime);
    await using _ = server;
    expect(await answerTo(port, new Uint8Array(0))).toBe('');
    expect(errors).toMatchObject([{ blame: 'remote', code: 'proxy-untrusted', state: 'checking-source', offset: 0 }]);
  });

  test('a connection without a header is refused, and another one is not disturbed', async () => {
    const { server, errors, port, endpoint } = await served(['127.0.0.1'], runtime);
    await using _ = server;
    await using client = await connect(announced, endpoint, { runtime });
    await client.request(json(1));
    expect(await answerTo(port, Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe('');
    expect(errors).toMatchObject([{ blame: 'remote', code: 'proxy-missing', state: 'awaiting-signature' }]);
    expect(await client.request(json(2))).toMatchObject({ content: [2, '192.0.2.1'] });
  });
});

test('a balancer that only looks whether anybody listens is no failure', async () => {
  const { server, errors, connected, port } = await served(['127.0.0.1']);
  await new Promise<void>((resolve) => {
    const socket = connectSocket({ port, host: '127.0.0.1' }, () => socket.end());
    socket.on('close', () => resolve());
  });
  await server.close();
  expect([connected.length, errors]).toEqual([1, []]);
});

test('nothing can be sent before the header, and a server closes without waiting for it', async () => {
  const { server, connected, accepted, port } = await served(['127.0.0.1']);
  const socket = connectSocket({ port, host: '127.0.0.1' }, () => socket.write('PROXY '));
  const ended = new Promise<void>((resolve) => socket.on('end', resolve));
  socket.resume();
  await accepted;
  expect(() => connected[0]?.send(json('welcome'))).toThrow(expect.objectContaining({ code: 'encode-failed' }));
  const closed = server.close();
  await ended;
  socket.end();
  await closed;
});

test.each([
  ['nothing', new Uint8Array(0), 'awaiting-signature'],
  ['a part of a line', Buffer.from('PROXY TCP4 192.0.2.1'), 'awaiting-line'],
  ['a part of a block', block(0x21, 0x11, IPV4).subarray(0, 20), 'awaiting-block'],
])('a header of which %s arrives is waited for until the time-out', async (_, bytes, state) => {
  const network = simulatedNetwork();
  const errors: WirechartError[] = [];
  await serve(
    proxied(jsonHeader(), { trusted: () => true, timeouts: { header: 500 } }),
    echo,
    network.endpoint('server'),
    { onError: (error) => errors.push(error) },
  );
  const transport = await network.endpoint('server').connect();
  transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
  if (bytes.length > 0) transport.write([bytes]);
  await network.advanceBy(499);
  expect(errors).toEqual([]);
  await network.advanceBy(1);
  expect(errors).toMatchObject([{ blame: 'timeout', code: 'timeout-header', state }]);
});
