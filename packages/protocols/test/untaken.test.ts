/** A client whose messages nobody takes still answers pings, gets its replies, and finds out that its server is gone. */
import { connect, defaultTimeouts, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { lines } from '../src/framing/index.js';
import { json, jsonHeader } from '../src/json-header/index.js';
import { raw } from '../src/raw/index.js';
import { respClient } from '../src/resp/index.js';
import { frames, ping, webSocket } from '../src/websocket/index.js';
import { scripted } from './support/scripted.js';
import { fixed, framesOf, fromServer } from './websocket/support/wire.js';

const PONG = 10;

describe('a WebSocket', () => {
  const open = (options = {}) => scripted(frames({ role: 'client', random: fixed }), options);
  const said = (count: number) => Array.from({ length: count }, (_, at) => fromServer(1, String(at)));
  const pongs = (heard: string) =>
    framesOf(Buffer.from(heard, 'latin1')).flatMap(({ opcode, payload }) => (opcode === PONG ? [String(payload)] : []));

  test('answers each ping at once, however many messages wait', async () => {
    const { client, say, heard } = await open();
    for (const at of [1, 2, 3]) await say(...said(500), fromServer(9, `${at}`));
    expect(pongs(heard())).toEqual(['1', '2', '3']);
    expect(client.underWay.unasked).toBe(1_500);
  });

  test('is not given up by a server that pings it, through an hour in which nobody takes anything', async () => {
    const network = simulatedNetwork({ seed: 1 });
    const ended: unknown[] = [];
    const said = function* () {
      for (let i = 0; i < 300; i++) yield String(i);
    };
    const server = await serve(webSocket.server(), said, network.endpoint('server'), {
      onError: ({ code }) => void ended.push(code),
    });
    const url = 'ws://server/';
    const client = await connect(webSocket.client({ url, random: fixed }), network.endpoint('server'));
    await client.send('go');
    await network.advanceBy(3_600_000);
    expect([ended, server.peers.size, client.underWay.unasked]).toEqual([[], 1, 300]);
  });

  test('that is said to pause leaves pings for later', async () => {
    const { client, say, heard } = await open({ untaken: 'pause' });
    await say(...said(100), fromServer(9, 'late'));
    expect(pongs(heard())).toEqual([]);
    const messages = client[Symbol.asyncIterator]();
    for (let i = 0; i < 100; i++) await messages.next();
    await say();
    expect(pongs(heard())).toEqual(['late']);
  });

  test('whose server says more than may wait ends by the name of the limit', async () => {
    const { client, say } = await open();
    await say(...said(4_097));
    expect(await client.closed).toMatchObject({ by: 'local', error: { code: 'limit-waiting-messages' } });
  });

  test('whose server sends little that inflates to much is held to how much it is', async () => {
    const { client, say } = await open({ limits: { waitingBytes: 1_000_000 } });
    await say(...Array.from({ length: 11 }, () => fromServer(2, new Uint8Array(100_000))));
    expect(await client.closed).toMatchObject({ by: 'local', error: { code: 'limit-waiting-bytes' } });
  });

  test('a pong that was asked for comes through as well', async () => {
    const events: string[] = [];
    const { client, say } = await open({ onEvent: ({ type }: { readonly type: string }) => void events.push(type) });
    await say(...said(100));
    await client.send(ping());
    await say(fromServer(PONG));
    expect(events).toContain('pong');
  });
});

test('RESP: what is published to a subscription that nobody takes keeps no request waiting, nor the heartbeat', async () => {
  const { client, say, heard, network } = await scripted(respClient({ bulk: 'text' }));
  client.subscribe(['SUBSCRIBE', 'a']);
  const message = '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n';
  await say('*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n', message.repeat(1_000));
  const asked = client.request(['PING']);
  await say('*2\r\n$4\r\npong\r\n$0\r\n\r\n');
  expect(await asked).toEqual(['pong', '']);
  await network.advanceBy(defaultTimeouts.heartbeat);
  expect(heard().match(/PING/g)).toHaveLength(2);
  await network.advanceBy(defaultTimeouts.heartbeat);
  expect(await client.closed).toMatchObject({ error: { code: 'timeout-heartbeat' } });
});

test('json-header: a request has its reply after a thousand messages that nobody takes', async () => {
  const network = simulatedNetwork({ seed: 1 });
  await serve(jsonHeader(), (message) => message, network.endpoint('server'), {
    onConnection(peer) {
      for (let i = 0; i < 1_000; i++) peer.send(json(i));
    },
  });
  const client = await connect(jsonHeader(), network.endpoint('server'));
  await network.runUntilIdle();
  expect(client.underWay.unasked).toBe(1_000);
  expect(await client.request(json('x'))).toMatchObject({ content: 'x' });
});

// Nothing in them has to be answered, and more than may wait is what a download is.
test.each([
  ['lines', lines(), 'x'.repeat(999)],
  ['raw bytes', raw(), new Uint8Array(1_000)],
] as const)('%s: the remote waits', async (_, protocol, message) => {
  const network = simulatedNetwork({ seed: 1, receiveBuffer: 16_384, highWater: 16_384 });
  let made = 0;
  await serve(
    protocol as ReturnType<typeof lines>,
    function* () {
      for (; made < 10_000; made++) yield message as string;
    },
    network.endpoint('server'),
  );
  const client = await connect(protocol as ReturnType<typeof lines>, network.endpoint('server'));
  await client.send(message as string);
  await network.runUntilIdle();
  expect(made).toBeLessThan(2_000);
  let bytes = 0;
  for await (const piece of client) {
    bytes += piece.length;
    if (bytes >= 10_000 * message.length) break;
  }
  expect(made).toBe(10_000);
});
