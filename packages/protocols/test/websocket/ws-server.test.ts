/** Our client with the npm package ws as its server. */
import type { AddressInfo } from 'node:net';
import { type Client, type ConnectClientOptions, connect } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ServerOptions, WebSocketServer } from 'ws';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import {
  close,
  ping,
  type Sendable,
  type UpgradeRefused,
  upgradeOf,
  type WebSocketClientOptions,
  type WebSocketMessage,
  webSocket,
} from '../../src/websocket/index.js';
import { RUNTIMES } from './support/serving.js';

async function startWs(options: ServerOptions = {}): Promise<{ server: WebSocketServer; port: number }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function open(
  port: number,
  options: Partial<WebSocketClientOptions> = {},
  more: ConnectClientOptions = {},
): Promise<Client<WebSocketMessage, Sendable>> {
  const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const protocol = webSocket.client({ url: `ws://127.0.0.1:${port}/path?query`, random, ...options });
  const client = await connect(protocol, tcp({ host: '127.0.0.1', port }), more);
  onTestFinished(() => client.abort());
  return client;
}

const MESSAGES = [
  '',
  'Hello, wörld 🐰',
  'x'.repeat(126),
  'ü'.repeat(40_000),
  new Uint8Array(0),
  new Uint8Array(3_000_000).fill(7),
];

describe.each(RUNTIMES)('by the %s machines, with the server ws', (runtime) => {
  test.each<[string, Partial<WebSocketClientOptions>, string | undefined]>([
    ['as it is', {}, undefined],
    ['with compression', { compression: permessageDeflate({ threshold: 0 }) }, 'permessage-deflate'],
    [
      'with compression without memory',
      {
        compression: permessageDeflate({ threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true }),
      },
      'permessage-deflate',
    ],
    [
      'with compression in small windows',
      { compression: permessageDeflate({ threshold: 0, clientMaxWindowBits: 9, serverMaxWindowBits: 9 }) },
      'permessage-deflate',
    ],
    ['in short frames', { frameBytes: 1000 }, undefined],
  ])('%s: every message comes back', async (_, options, compression) => {
    const { port } = await startWs({ perMessageDeflate: { threshold: 0 } });
    const client = await open(port, options, { runtime });
    expect(upgradeOf(client)?.compression?.name).toBe(compression);
    const all = [...MESSAGES, ...MESSAGES];
    const back = await Promise.all(all.map((message) => client.request(message)));
    const same = back.every(
      (one, at) => typeof one === typeof all[at] && Buffer.from(one as string).equals(Buffer.from(all[at] as string)),
    );
    expect(same).toBe(true);
    await client.close();
  });

  test('pings, and hears the answer', async () => {
    const { port } = await startWs();
    const heard = new Promise<{ type: string }>((resolve) => {
      void open(port, {}, { runtime, onEvent: (event) => event.type === 'pong' && resolve(event) }).then((client) =>
        client.send(ping(Buffer.from('there?'))),
      );
    });
    expect(await heard).toEqual({ type: 'pong', data: Uint8Array.from(Buffer.from('there?')) });
  });

  test('closes with a code that the server sees', async () => {
    const { server, port } = await startWs();
    const seen = new Promise((resolve) =>
      server.on('connection', (socket) => socket.on('close', (code, reason) => resolve([code, String(reason)]))),
    );
    const client = await open(port, {}, { runtime });
    await client.send(close(4001, 'enough'));
    await client.close();
    expect(await seen).toEqual([4001, 'enough']);
  });

  test('is closed by the server, in order', async () => {
    const { server, port } = await startWs();
    server.on('connection', (socket) => {
      socket.send('last words');
      socket.close(1001, 'bye');
    });
    const events: object[] = [];
    const client = await open(port, {}, { runtime, onEvent: (event) => events.push(event) });
    const messages: WebSocketMessage[] = [];
    for await (const message of client) messages.push(message);
    await client.closed;
    expect(messages).toEqual(['last words']);
    expect(events).toContainEqual({ type: 'closing', code: 1001, reason: 'bye' });
    expect(events).toContainEqual({ type: 'closed', error: undefined });
  });

  test('agrees on a subprotocol, and is refused with a status', async () => {
    const { port } = await startWs({
      handleProtocols: (offered) => [...offered][1] ?? false,
      verifyClient: ({ req }: { req: { headers: Record<string, unknown> } }) => req.headers['x-token'] === 'right',
    });
    const fields = [['X-Token', 'right']] as const;
    const client = await open(port, { protocols: ['a', 'b'], fields }, { runtime });
    expect(upgradeOf(client)?.protocol).toBe('b');
    await client.close();
    const refusal = await open(port, {}, { runtime }).catch((error: UpgradeRefused) => error);
    expect(refusal).toMatchObject({ code: 'upgrade-refused', status: 401 });
  });
});
