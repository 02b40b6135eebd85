/** JSON-RPC over other protocols; expected values from https://www.jsonrpc.org/specification, sections 4 to 6. */
import { decodeUtf8, encodeUtf8 } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { lines, netstring } from '../../src/framing/index.js';
import { jsonRpcReplies } from '../../src/json-rpc/index.js';
import { outcomes, scripted } from '../support/scripted.js';

const open = () => scripted(lines({ replies: jsonRpcReplies }));
const text = (value: object) => JSON.stringify({ jsonrpc: '2.0', ...value });
const call = (id: unknown) => text({ id, method: 'subtract', params: [42, 23] });

test('responses come in any order', async () => {
  const { client, say } = await open();
  const requests = [client.request(call(1)), client.request(call('1')), client.request(call(3))];
  const failed = text({ id: '1', error: { code: -32601, message: 'Method not found' } });
  await say(`${text({ id: 3, result: 3 })}\n`, `${failed}\n`, `${text({ result: null, id: 1 })}\n`);
  // 1 and '1' are two ids.
  expect(await outcomes(requests)).toEqual([text({ result: null, id: 1 }), failed, text({ id: 3, result: 3 })]);
});

describe.each([
  ['a notification', text({ method: 'update', params: [1] })],
  ["the server's own request, with an id that is also one of ours", text({ method: 'ping', id: 1 })],
  ['an error that names no request', text({ id: null, error: { code: -32700, message: 'Parse error' } })],
  ['what is no JSON', 'hello'],
  ['a batch', `[${text({ id: 1, result: 1 })}]`],
  ['a number', '1'],
])('%s', (_, line) => {
  test('is unasked', async () => {
    const { client, say } = await open();
    const asked = client.request(call(1));
    await say(`${line}\n`, `${text({ id: 1, result: 19 })}\n`);
    expect(await asked).toBe(text({ id: 1, result: 19 }));
    expect((await client[Symbol.asyncIterator]().next()).value).toBe(line);
  });
});

test('a response to nothing that was asked ends the connection', async () => {
  const { client, say } = await open();
  const asked = client.request(call(1));
  await say(`${text({ id: 2, result: 19 })}\n`);
  expect(await outcomes([asked])).toEqual(['reply-mismatch maybe']);
});

test('an id that is under way is refused, and so is to request what has no response', async () => {
  const { client } = await open();
  const asked = client.request(call(1));
  expect(await outcomes([client.request(call(1))])).toEqual(['key-in-use no']);
  expect(await outcomes([client.request(text({ method: 'update' }))])).toEqual(['no-reply no']);
  await client.send(text({ method: 'update' }));
  await client.abort();
  expect(await outcomes([asked])).toEqual(['aborted maybe']);
});

test('bytes that were changed and are sent again have their new id', async () => {
  const { client, say } = await scripted(netstring({ replies: jsonRpcReplies }));
  const message = encodeUtf8(call(1));
  const first = client.request(message);
  message.set(encodeUtf8(call(2)));
  const second = client.request(message);
  const said = (id: number) => {
    const response = text({ id, result: id });
    return `${response.length}:${response},`;
  };
  await say(said(2), said(1));
  expect([await first, await second].map((bytes) => JSON.parse(decodeUtf8(bytes)).result)).toEqual([1, 2]);
});
