/** Writing: order, vectors, back-pressure. */
import { expect, test } from 'vitest';
import { ascii, startedPair } from './support/pair.js';

/** More than all buffers between two sockets of one machine hold. */
const PLENTY = 64 << 20;
const PIECE = new Uint8Array(256 * 1024);

test('chunks of one write arrive in order', async () => {
  const { client, atServer } = await startedPair();
  const words = Array.from({ length: 3_000 }, (_, index) => `${index} `);
  expect(client.write(words.map(ascii))).toBe(true);
  const text = words.join('');
  await atServer.received(text.length);
  expect(atServer.text).toBe(text);
});

test('small writes of the same task do not wait for each other’s acknowledgement', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  const took: number[] = [];
  for (let round = 1; round <= 25; round++) {
    const begin = performance.now();
    client.write([ascii('a')]);
    client.write([ascii('b')]);
    await atServer.received(2 * round);
    server.write([ascii('c')]);
    await atClient.received(round);
    took.push(performance.now() - begin);
  }
  // With Nagle's delay, the second write of each round waits for a delayed acknowledgement: 40 ms on Linux. The median, since the
  // machine may stand still in one of them.
  expect(took.sort((a, b) => a - b)[12]).toBeLessThan(20);
});

test('a remote that does not read makes write return false, and drain follows when it reads again', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  server.pause();
  let written = 0;
  let ready = true;
  while (ready && written < PLENTY) {
    ready = client.write([PIECE]);
    written += PIECE.length;
    await new Promise(setImmediate);
  }
  expect(ready).toBe(false);
  expect(atClient.told).toEqual([]);
  expect(atServer.length).toBe(0);

  server.resume();
  await atClient.seen('drain');
  await atServer.received(written);
  expect(atServer.length).toBe(written);
  expect(atClient.told).toEqual(['drain']);
});

test('what was written although write had returned false is not lost', async () => {
  const { client, server, atClient, atServer } = await startedPair();
  server.pause();
  const chunks = Array.from({ length: 64 }, () => PIECE);
  expect(client.write(chunks)).toBe(false);
  expect(client.write(chunks)).toBe(false);
  server.resume();
  await atClient.seen('drain');
  await atServer.received(2 * 64 * PIECE.length);
  expect(atClient.told).toEqual(['drain']);
});

test('a pause stops the data and a resume brings it', async () => {
  const { client, server, atServer } = await startedPair();
  client.write([ascii('one')]);
  await atServer.received(3);
  server.pause();
  client.write([ascii('two')]);
  // An answer in the other direction and back takes longer than the data on their own way.
  const { client: other, atServer: marker } = await startedPair();
  other.write([ascii('x')]);
  await marker.received(1);
  expect(atServer.text).toBe('one');
  server.resume();
  await atServer.received(6);
  expect(atServer.text).toBe('onetwo');
});
