/** Each direction ends by itself. */
import { expect, test } from 'vitest';
import { ascii, startedPair } from './support/pair.js';

test('a client that ends goes on reading, and both close when the server has ended too', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  client.write([ascii('request')]);
  client.end();
  await atServer.seen('end');
  expect(atServer.text).toBe('request');

  server.write([ascii('reply')]);
  await atClient.received(5);
  expect(atClient.told).toEqual(['data']);

  server.end();
  await Promise.all([atClient.seen('close'), atServer.seen('close')]);
  expect(atClient.told).toEqual(['data', 'end', 'close']);
  expect(atServer.told).toEqual(['data', 'end', 'close']);
});

test('a server that ends goes on reading', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  server.write([ascii('greeting')]);
  server.end();
  await atClient.seen('end');
  client.write([ascii('late')]);
  await atServer.received(4);
  client.end();
  await Promise.all([atClient.seen('close'), atServer.seen('close')]);
  expect(atClient.told).toEqual(['data', 'end', 'close']);
  expect(atServer.told).toEqual(['data', 'end', 'close']);
});

test('the remote’s end is told although output is stuck', async () => {
  const { client, server, atServer } = await startedPair();
  client.pause();
  expect(server.write([new Uint8Array(64 << 20)])).toBe(false);
  client.end();
  await atServer.seen('end');
  expect(atServer.told).toEqual(['end']);
});

test('an end follows what was written, however much', async () => {
  const { client, atServer } = await startedPair();
  const length = 8 << 20;
  client.write([new Uint8Array(length / 2), new Uint8Array(length / 2)]);
  client.end();
  await atServer.seen('end');
  expect(atServer.length).toBe(length);
});
