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
  ['a batch', `[${text({ id: 1, result: 1 })}]`],
])('%s', (_, line) => {
  test('is unasked', async () => {
    const { client, say } = await open();
    const asked = client.request(call(1));
    await say(`${line}\n`, `${text({ id: 1, result: 19 })}\n`);
    expect(await asked).toBe(text({ id: 1, result: 19 }));
    expect((await client[Symbol.asyncIterator]().next()).value).toBe(line);
  });
});

const unread = text({ id: null, error: { code: -32700, message: 'Parse error' } });

test('an error that names no request is the reply to the only one under way', async () => {
  const { client, say } = await open();
  await say(`${unread}\n`);
  const asked = client.request(call(1));
  await say(`${unread}\n`);
  expect(await asked).toBe(unread);
  // And to nobody once that has its reply.
  await say(`${unread}\n`);
  const unasked = client[Symbol.asyncIterator]();
  expect([(await unasked.next()).value, (await unasked.next()).value]).toEqual([unread, unread]);
});

test.each([
  ['another request waits as well', call(2)],
  ['a notification was sent before', text({ method: 'update' })],
  ['a batch was sent before', `[${call(2)}]`],
])('an error that names no request is unasked where %s', async (_, before) => {
  const { client, say } = await open();
  await client.send(before);
  const asked = client.request(call(1));
  await say(`${unread}\n`, `${text({ id: 1, result: 19 })}\n`);
  expect(await asked).toBe(text({ id: 1, result: 19 }));
  expect((await client[Symbol.asyncIterator]().next()).value).toBe(unread);
});

describe.each(['hello', '1', 'null', '"text"', '{"id":1,'])('%s, which is no object of JSON', (line) => {
  test('ends the connection while a request waits, whose reply it may be', async () => {
    const { client, say } = await open();
    const asked = client.request(call(1));
    await say(`${line}\n`);
    expect(await outcomes([asked])).toEqual(['reply-mismatch maybe']);
  });

  test('is unasked before anything was asked: a greeting, say', async () => {
    const { client, say } = await open();
    await say(`${line}\n`);
    expect((await client[Symbol.asyncIterator]().next()).value).toBe(line);
    const asked = client.request(call(1));
    await say(`${text({ id: 1, result: 19 })}\n`);
    expect(await asked).toBe(text({ id: 1, result: 19 }));
  });
});

test('a response without a result, as from a server that has none to give, is the reply', async () => {
  const { client, say } = await open();
  const asked = client.request(call(1));
  await say(`${text({ id: 1 })}\n`);
  expect(await asked).toBe(text({ id: 1 }));
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
