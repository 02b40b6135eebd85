/** The npm package ws as a client of our server. */
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import { RUNTIMES, startEcho } from './support/serving.js';
import { framesOf, fromClient, request } from './support/wire.js';

async function open(port: number, options: ClientOptions = {}, protocols: string[] = []) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/path?query`, protocols, options);
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** What comes back, as text or bytes. */
function echoes(socket: WebSocket, count: number): Promise<(string | Buffer)[]> {
  return new Promise((resolve, reject) => {
    const messages: (string | Buffer)[] = [];
    socket.on('error', reject).on('message', (data, isBinary) => {
      messages.push(isBinary ? (data as Buffer) : String(data));
      if (messages.length === count) resolve(messages);
    });
  });
}

function closed(socket: WebSocket): Promise<[code: number, reason: string]> {
  return new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, String(reason)])));
}

const MESSAGES = [
  '',
  'Hello, wörld 🐰',
  'x'.repeat(125),
  'y'.repeat(126),
  'ü'.repeat(40_000),
  Buffer.alloc(0),
  Buffer.alloc(70_000, 7),
  Buffer.alloc(3_000_000, 'abc'),
];

describe.each(RUNTIMES)('by the %s machines, the client ws', (runtime) => {
  test.each<[string, ClientOptions]>([
    ['as it is', { perMessageDeflate: false }],
    ['with compression', { perMessageDeflate: { threshold: 0 } }],
    [
      'with compression without memory',
      { perMessageDeflate: { threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true } },
    ],
    [
      'with compression in small windows',
      { perMessageDeflate: { threshold: 0, clientMaxWindowBits: 9, serverMaxWindowBits: 9 } },
    ],
  ])('%s gets every message back', async (_, options) => {
    const { port } = await startEcho({ compression: permessageDeflate({ threshold: 0 }) }, { runtime });
    const socket = await open(port, options);
    expect(socket.extensions).toBe(options.perMessageDeflate === false ? '' : 'permessage-deflate');
    const all = [...MESSAGES, ...MESSAGES];
    const back = echoes(socket, all.length);
    for (const message of all) socket.send(message);
    const messages = await back;
    expect(messages.every((one, at) => Buffer.from(one).equals(Buffer.from(all[at] as Buffer)))).toBe(true);
    expect(messages.map((one) => typeof one)).toEqual(all.map((one) => typeof one));
  });

  test('sends fragments with pings in between', async () => {
    const { port } = await startEcho({}, { runtime });
    const socket = await open(port);
    const pongs: string[] = [];
    socket.on('pong', (data) => pongs.push(String(data)));
    const back = echoes(socket, 1);
    socket.send('one ', { fin: false });
    socket.ping('first');
    socket.send('message ', { fin: false });
    socket.ping('second');
    socket.send('🐰', { fin: true });
    expect(await back).toEqual(['one message 🐰']);
    expect(pongs).toEqual(['first', 'second']);
  });

  test('agrees on a subprotocol', async () => {
    const { port } = await startEcho({ protocols: ['chat.v2', 'chat.v1'] }, { runtime });
    expect((await open(port, {}, ['chat.v1', 'chat.v3'])).protocol).toBe('chat.v1');
  });

  test('closes with a code, and sees it in answer', async () => {
    const { port } = await startEcho({}, { runtime });
    const socket = await open(port);
    const end = closed(socket);
    socket.close(4321, 'going');
    expect(await end).toEqual([4321, '']);
  });

  test('hears that the server goes away', async () => {
    const { server, port } = await startEcho({}, { runtime });
    const end = closed(await open(port));
    await server.close();
    expect(await end).toEqual([1001, '']);
  });

  test('is told what it did wrong', async () => {
    const { port } = await startEcho({ limits: { contentBytes: 1000 } }, { runtime });
    const socket = await open(port, { perMessageDeflate: false });
    const end = closed(socket);
    socket.send('x'.repeat(1001));
    expect(await end).toEqual([1009, 'limit-content-bytes']);
  });

  test('is refused', async () => {
    const { port } = await startEcho({ upgrade: () => ({ refuse: 401, body: 'who are you?' }) }, { runtime });
    await expect(open(port)).rejects.toThrow('Unexpected server response: 401');
  });
});

test('a client that sends a byte at a time is served all the same', async () => {
  const { port } = await startEcho();
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  onTestFinished(() => {
    socket.destroy();
  });
  const chunks: Buffer[] = [];
  const ended = new Promise((resolve) => socket.on('data', (chunk) => chunks.push(chunk)).once('end', resolve));
  for (const byte of Buffer.concat([request(), fromClient(1, 'slow'), fromClient(8)])) {
    await new Promise<void>((resolve) => socket.write(Uint8Array.of(byte), () => resolve()));
  }
  await ended;
  const all = Buffer.concat(chunks);
  const frames = framesOf(all.subarray(all.indexOf('\r\n\r\n') + 4));
  expect(frames.map(({ opcode, payload }) => [opcode, String(payload)])).toEqual([
    [1, 'slow'],
    [8, ''],
  ]);
});
