import { connect, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';
import { attacked } from './attacked.js';
import { kvClient, kvServer } from './protocol.js';

test('an unknown type, is answered with its code, and another connection goes on', async () => {
  const { network, errors, attacker } = await attacked(kvServer);
  const client = await network.runUntil(connect(kvClient, network.endpoint('server')));

  const reply = await network.runUntil(attacker.request(Uint8Array.of(7, 0, 0, 0, 0)));
  expect(reply).toEqual(Uint8Array.of(0xff, 0, 0, 0, 12, ...Buffer.from('type-unknown')));
  expect(errors).toMatchObject([{ blame: 'remote', code: 'type-unknown', state: 'awaiting-header', offset: 0 }]);

  expect(await network.runUntil(client.request({ type: 'get', key: 'a' }))).toEqual({ type: 'missing' });
});

test('a length above the limit, is refused before any of the payload has come', async () => {
  const { network, errors, attacker } = await attacked(kvServer, { limits: { contentBytes: 10 } });
  await network.runUntil(attacker.request(Uint8Array.of(2, 0, 0, 0, 11)));
  expect(errors).toMatchObject([{ code: 'limit-content-bytes', offset: 1 }]);
  expect(errors[0]?.message).toContain('11 bytes; limit contentBytes is 10');
});

test('a payload that stops in the middle, is a time-out; one that trickles in, is none', async () => {
  const { network, errors, attacker } = await attacked(kvServer, { timeouts: { content: 1000 } });
  await network.runUntil(attacker.send(Uint8Array.of(1, 0, 0, 0, 4)));
  for (const letter of [0x61, 0x62, 0x63]) {
    await network.advanceBy(900);
    await network.runUntil(attacker.send(Uint8Array.of(letter)));
  }
  expect(errors).toEqual([]);
  await network.advanceBy(1100);
  expect(errors).toMatchObject([{ blame: 'timeout', timeout: 'content', state: 'awaiting-payload' }]);
});

test('a handler that takes its time, is nobody’s time-out', async () => {
  const network = simulatedNetwork({ run: 'stepped' });
  const slow = () => new Promise<never>(() => {});
  const server = await serve(kvServer, slow, network.endpoint('server'), { timeouts: { idle: 1000 } });
  const client = await network.runUntil(connect(kvClient, network.endpoint('server')));
  client.request({ type: 'get', key: 'a' }).catch(() => {});
  await network.advanceBy(5000);
  expect([...server.peers].map((peer) => peer.state('read'))).toEqual(['responding']);
});
