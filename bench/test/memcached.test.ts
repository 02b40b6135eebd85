import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { serve } from '@wirechart/core';
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { memcached } from '@wirechart/protocols/memcached';
import { tcp } from '@wirechart/transport-net';
import { expect, it } from 'vitest';
import { createMemcachedServer } from '../src/by-hand/memcached-server.js';

const requests = Buffer.from(
  [
    'get nothing',
    'set one 7 0 5',
    'a\r\nb\xff',
    'get one',
    'set two 0 0 0 noreply',
    '',
    'get  one two nothing one',
    'set two 1 -1 1',
    'x',
    'get two',
    `get ${'k'.repeat(251)}`,
    'nonsense',
    'get one\n',
  ].join('\r\n'),
  'latin1',
);

it.each([1, 7, 1000])('the hand-written server and ours give the same replies, in pieces of %i', async (size) => {
  await using server = await serve(memcached.server(), answering(new MemoryStore({ now: Date.now })), tcp({ port: 0 }));
  const byHand = createMemcachedServer(new MemoryStore({ now: Date.now })).listen(0, '127.0.0.1');
  await once(byHand, 'listening');
  const replies = kindsOf(await repliesOf((server.address as { port: number }).port, size));
  expect(replies).toContain('VALUE one 7 5\r\na\r\nb\xff\r\nVALUE two 0 0\r\n\r\nVALUE one 7 5\r\n');
  expect(kindsOf(await repliesOf((byHand.address() as AddressInfo).port, size))).toBe(replies);
  byHand.close();
});

/** What is said after the kind of an error is not agreed on. */
const kindsOf = (replies: string) => replies.replace(/CLIENT_ERROR .*/g, 'CLIENT_ERROR');

async function repliesOf(port: number, size: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let replies = '';
  socket.setEncoding('latin1').on('data', (text) => {
    replies += text;
  });
  for (let at = 0; at < requests.length; at += size) {
    socket.write(requests.subarray(at, at + size));
    // So that the pieces arrive one by one, mostly.
    await setImmediate();
  }
  socket.end();
  await once(socket, 'close');
  return replies;
}
