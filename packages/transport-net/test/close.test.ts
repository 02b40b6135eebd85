/** Closing: in order, at once, and what is told of it. */
import type { TransportError } from '@wirechart/core';
import { expect, test } from 'vitest';
import { tcp } from '../src/index.js';
import { ascii, join, listen, start, startedPair, tcpPair } from './support/pair.js';

test('close delivers what was written and then closes both sides', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  client.write([ascii('farewell')]);
  client.close();
  await atClient.seen('close');
  await atServer.seen('end');
  expect(atServer.text).toBe('farewell');
  expect(atClient.told).toEqual(['close']);
  server.close();
  await atServer.seen('close');
  expect(atServer.told).toEqual(['data', 'end', 'close']);
});

test('close after end does not wait for the remote to end too', async () => {
  const { client, atClient, atServer } = await startedPair();
  client.end();
  await atServer.seen('end');
  client.close();
  await atClient.seen('close');
  expect(atClient.told).toEqual(['close']);
});

test('close is told once, however often and in whatever way it is asked for', async () => {
  const { client, atClient } = await startedPair();
  client.close();
  client.close();
  client.end();
  client.reset();
  client.reset();
  expect(client.write([ascii('late')])).toBe(true);
  await atClient.seen('close');
  client.close();
  client.reset();
  await new Promise(setImmediate);
  expect(atClient.told).toEqual(['close']);
});

test('after close nothing is delivered, not even an error', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  server.pause();
  client.write([new Uint8Array(32 << 20)]);
  client.close();
  server.write([ascii('unheard')]);
  server.reset();
  await Promise.all([atClient.seen('close'), atServer.seen('close')]);
  expect(atClient.told).toEqual(['close']);
  expect(atServer.told).toEqual(['close']);
});

test('a close that the remote does not let finish becomes a reset after closeTimeout', async () => {
  const { client, server, atClient, atServer } = await tcpPair({ closeTimeout: 20 });
  client.start(atClient);
  client.write([new Uint8Array(32 << 20)]);
  client.close();
  await atClient.seen('close');
  server.start(atServer);
  await atServer.seen('close');
  expect(atServer.failure?.code).toBe('ECONNRESET');
});

test('a reset is ECONNRESET to the remote and a plain close to the one who asked', async () => {
  const { client, atClient, atServer } = await startedPair();
  client.reset();
  await Promise.all([atClient.seen('close'), atServer.seen('close')]);
  expect(atClient.told).toEqual(['close']);
  expect(atServer.told).toEqual(['error', 'close']);
  expect(atServer.failure).toMatchObject({ stage: 'read', code: 'ECONNRESET' });
  expect(atServer.failure?.message).toMatch(
    /^cannot read from 127\.0\.0\.1:\d+: connection reset by peer \(ECONNRESET\)$/,
  );
});

test('a reset that comes together with data is still a reset, after the data', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  client.start(atClient);
  client.write([ascii('data')]);
  client.reset();
  await atClient.seen('close');
  server.start(atServer);
  await atServer.seen('close');
  expect(atServer.told).toEqual(['data', 'error', 'close']);
  expect(atServer.failure).toMatchObject({ stage: 'read', code: 'ECONNRESET' });
});

test('a reset that comes together with data while output waits is still a reset', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  client.start(atClient);
  client.pause();
  expect(server.write([new Uint8Array(64 << 20)])).toBe(false);
  client.write([ascii('data')]);
  client.reset();
  await atClient.seen('close');
  server.start(atServer);
  await atServer.seen('close');
  expect(atServer.told.filter((what) => what !== 'data')).toEqual(['error', 'close']);
});

test('a reset drops output that is still waiting', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  client.start(atClient);
  expect(client.write([new Uint8Array(64 << 20)])).toBe(false);
  client.reset();
  await atClient.seen('close');
  server.start(atServer);
  await atServer.seen('close');
  expect(atServer.length).toBeLessThan(64 << 20);
  expect(atServer.failure?.code).toBe('ECONNRESET');
});

test('a reset in the same task as an end closes, and the remote learns of it at the latest when it writes', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  client.write([ascii('x')]);
  client.end();
  client.reset();
  await atClient.seen('close');
  while (!atServer.told.includes('close')) {
    server.write([ascii('into the void')]);
    await new Promise(setImmediate);
  }
  expect(['EPIPE', 'ECONNRESET']).toContain(atServer.failure?.code);
});

test('a reset overtakes a close that is waiting', async () => {
  const { client, atClient, atServer, server } = await tcpPair();
  client.start(atClient);
  client.write([new Uint8Array(64 << 20)]);
  client.close();
  client.reset();
  await atClient.seen('close');
  server.start(atServer);
  await atServer.seen('close');
  expect(atServer.failure?.code).toBe('ECONNRESET');
});

test('writing to a remote that has gone is an error of stage write or read, then close', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  client.close();
  await Promise.all([atClient.seen('close'), atServer.seen('end')]);
  // The first write is what makes the remote answer with a reset.
  while (!atServer.told.includes('error')) {
    server.write([ascii('one')]);
    await new Promise(setImmediate);
  }
  await atServer.seen('close');
  expect(atServer.told).toEqual(['end', 'error', 'close']);
  expect(['read', 'write']).toContain((atServer.failure as TransportError).stage);
  expect(['EPIPE', 'ECONNRESET']).toContain(atServer.failure?.code);
});

test('a transport that was never started can be reset and closed', async () => {
  const listening = await listen(tcp({ port: 0 }));
  const first = await join(listening, tcp({ port: listening.port }));
  first.server.reset();
  first.client.start(first.atClient);
  await first.atClient.seen('close');
  expect(first.atClient.failure?.code).toBe('ECONNRESET');

  const second = await join(listening, tcp({ port: listening.port }));
  second.server.close();
  second.client.start(second.atClient);
  await second.atClient.seen('end');
  second.server.start(second.atServer);
  await second.atServer.seen('close');
  expect(second.atServer.told).toEqual(['close']);
  start(await join(listening, tcp({ port: listening.port })));
});
