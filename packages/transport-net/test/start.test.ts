/** Nothing is told before start, and nothing is lost. */
import { expect, test } from 'vitest';
import { ascii, startedPair, tcpPair } from './support/pair.js';

test('data and the end that came before start are told after it', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  client.start(atClient);
  client.write([ascii('early')]);
  client.end();
  await elsewhere();
  expect(atServer.told).toEqual([]);
  server.start(atServer);
  expect(atServer.told).toEqual([]);
  await atServer.seen('end');
  expect(atServer.told).toEqual(['data', 'end']);
  expect(atServer.text).toBe('early');
});

test('a client that is slow to start loses nothing either', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  server.start(atServer);
  server.write([ascii('banner')]);
  server.end();
  await elsewhere();
  client.start(atClient);
  await atClient.seen('end');
  expect(atClient.text).toBe('banner');
});

test('data that came before a reset, both before start, are told before it', async () => {
  const { client, server, atServer } = await tcpPair();
  client.write([ascii('early')]);
  await elsewhere();
  client.reset();
  await elsewhere();
  server.start(atServer);
  await atServer.seen('close');
  expect(atServer.told).toEqual(['data', 'error', 'close']);
});

test('so they are to a client that is slow to start', async () => {
  const { client, server, atClient } = await tcpPair();
  server.write([ascii('early')]);
  await elsewhere();
  server.reset();
  await elsewhere();
  client.start(atClient);
  await atClient.seen('close');
  expect(atClient.told).toEqual(['data', 'error', 'close']);
});

test('a failure before start is told after it, and not from inside start', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  client.reset();
  // Writing finds the reset out although nothing is read yet.
  for (let i = 0; i < 100; i++) {
    server.write([ascii('x')]);
    await new Promise(setImmediate);
  }
  server.start(atServer);
  expect(atServer.told).toEqual([]);
  await atServer.seen('close');
  expect(atServer.told).toEqual(['error', 'close']);
  expect(atClient.told).toEqual([]);
});

test('a pause before start outlasts it', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  client.start(atClient);
  server.pause();
  server.start(atServer);
  client.write([ascii('early')]);
  await elsewhere();
  expect(atServer.told).toEqual([]);
  server.resume();
  await atServer.received(5);
});

test('output that was written before start is sent, and its drain is told after start', async () => {
  const { client, server, atClient, atServer } = await tcpPair();
  const length = 32 << 20;
  expect(client.write([new Uint8Array(length)])).toBe(false);
  server.start(atServer);
  await atServer.received(length);
  await elsewhere();
  expect(atClient.told).toEqual([]);
  client.start(atClient);
  await atClient.seen('drain');
  expect(atClient.told).toEqual(['drain']);
});

/** A round trip on another connection: what was sent before on this one has arrived by then. */
async function elsewhere(): Promise<void> {
  const { client, server, atClient, atServer } = await startedPair();
  client.write([ascii('ping')]);
  await atServer.received(4);
  server.write([ascii('pong')]);
  await atClient.received(4);
}
