import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { expect, it } from 'vitest';
import { answer } from '../src/by-hand/answer.js';
import { createJsonServer } from '../src/by-hand/json-server.js';
import { Parser } from '../src/by-hand/parser.js';
import { frameOf } from '../src/subjects/json-header-input.js';

const values = ['morpheus', 'ring', 'ärger \u{1F436}', ''];
const requests = Buffer.concat(values.map((value) => frameOf(JSON.stringify({ action: 'search', value }))));

it('the hand-written server and ours give the same replies', async () => {
  await using server = await serve(jsonHeader(), ({ content }) => json(answer(content)), tcp({ port: 0 }));
  const byHand = createJsonServer(answer).listen(0, '127.0.0.1');
  await once(byHand, 'listening');
  const replies = await repliesOf((server.address as { port: number }).port);
  expect(replies).toEqual(values.map((value) => answer({ action: 'search', value })));
  expect(await repliesOf((byHand.address() as AddressInfo).port)).toEqual(replies);
  byHand.close();
});

async function repliesOf(port: number): Promise<unknown[]> {
  const socket = connect(port, '127.0.0.1');
  const replies: unknown[] = [];
  const parser = new Parser(({ content }) => replies.push(content));
  socket.on('data', (chunk) => parser.push(chunk));
  socket.end(requests);
  await once(socket, 'close');
  parser.end();
  return replies;
}
