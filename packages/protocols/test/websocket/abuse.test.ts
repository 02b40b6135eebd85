/** What is valid and meant to hurt: the work stays in step with what was sent, and the memory within the limits. */
import { constants, deflateRawSync } from 'node:zlib';
import { pumpEvents } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { load } from '../../../core/test/kit/load.js';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import { frames, webSocket } from '../../src/websocket/index.js';
import { fixed, framesOf, fromClient, fromServer, request } from './support/wire.js';

const MEBIBYTE = 1024 * 1024;
const server = () => frames({ role: 'server' });

const FRAGMENTS = load(1_000_000);

describe(`${FRAGMENTS} fragments`, () => {
  const chunkOf = (fragment: Uint8Array) => Buffer.concat(new Array<Uint8Array>(10_000).fill(fragment));

  test('of one byte are one message', () => {
    const harness = new Harness(server());
    const chunk = chunkOf(fromClient(0, 'x', { fin: false }));
    harness.receive(fromClient(2, '', { fin: false }));
    for (let sent = 0; sent < FRAGMENTS; sent += 10_000) harness.receive(chunk);
    harness.receive(fromClient(0));
    expect(harness.failure).toBeUndefined();
    expect((harness.messages[0] as Uint8Array).length).toBe(FRAGMENTS);
  });

  test('of nothing take no memory', () => {
    const harness = new Harness(server(), { limits: { contentBytes: 1 } });
    const chunk = chunkOf(fromClient(0, '', { fin: false }));
    harness.receive(fromClient(1, '', { fin: false }));
    for (let sent = 0; sent < FRAGMENTS; sent += 10_000) harness.receive(chunk);
    harness.receive(fromClient(0));
    expect(harness.messages).toEqual(['']);
  });
});

test('a long announcement reserves nothing', () => {
  const before = process.memoryUsage().arrayBuffers;
  const open = Array.from({ length: 500 }, () => {
    const harness = new Harness(server(), { limits: { contentBytes: 16 * MEBIBYTE } });
    return harness.receive(fromClient(2, 'x', { announced: 16_777_216n }));
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * MEBIBYTE);
  for (const { failure } of open) expect(failure).toBeUndefined();
});

test('a compression bomb goes off at the limit, not at its size', () => {
  const bomb = deflateRawSync(new Uint8Array(256 * MEBIBYTE), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  const harness = new Harness(webSocket.server({ compression: permessageDeflate() }), {
    limits: { contentBytes: MEBIBYTE },
  });
  harness.receive(request({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
  const before = process.memoryUsage().arrayBuffers;
  harness.receive(fromClient(2, bomb, { rsv: 4 }));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MEBIBYTE);
  expect(harness.failure).toMatchObject({ blame: 'remote', code: 'limit-content-bytes' });
});

test('a compression bomb is inflated in slices: others have their turn, and the message is whole in the end', () => {
  const size = 12 * MEBIBYTE;
  const bomb = deflateRawSync(new Uint8Array(size), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  const harness = new Harness(webSocket.server({ compression: permessageDeflate() }));
  harness.receive(request({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
  const { connection } = harness;
  connection.receiveData(fromClient(2, bomb, { rsv: 4 }), 0);
  const held: number[] = [];
  const pace = { mayGoOn: () => false };
  while (pumpEvents(connection, { event: (event) => harness.events.push(event as never) }, pace) === undefined)
    held.push(connection.held());
  expect(held.length).toBeGreaterThan(8);
  expect(held[0]).toBeLessThan(3 * MEBIBYTE);
  expect((harness.messages[0] as Uint8Array).length).toBe(size);
});

describe('pings without end', () => {
  const pings = Buffer.concat(new Array<Uint8Array>(1000).fill(fromClient(9, 'x'.repeat(125))));

  test('from a client that reads no pongs: it is not read from any more', () => {
    const harness = new Harness(server());
    harness.ready = false;
    harness.receive(pings, pings);
    expect(framesOf(harness.output).length).toBeLessThan(600);
    expect(harness.connection.wantsData).toBe(false);
    expect(harness.failure).toBeUndefined();
  });

  test('from a server that reads no pongs: it is to blame when the queue is full', () => {
    const harness = new Harness(frames({ role: 'client', random: fixed }), {
      role: 'client',
      limits: { queuedOutput: 65_536 },
    });
    harness.ready = false;
    for (let i = 0; i < 2; i++)
      harness.receive(Buffer.concat(new Array<Uint8Array>(1000).fill(fromServer(9, 'x'.repeat(125)))));
    expect(harness.failure).toMatchObject({ blame: 'remote', code: 'replies-unread' });
  });
});
