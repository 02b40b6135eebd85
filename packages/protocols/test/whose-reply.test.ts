/**
 * No client takes the reply to another request for its own: each shipped protocol, against a remote that drops, repeats, swaps and
 * invents replies. That each of the four would be noticed is shown by the same client without its rules.
 */
import { repliesContract } from '@wirechart/contract';
import { connect, decodeUtf8, encodeUtf8, type Protocol, type Replies, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test, vi } from 'vitest';
import { lengthPrefixed, lines, netstring } from '../src/framing/index.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../src/json-header/index.js';
import { jsonRpcReplies } from '../src/json-rpc/index.js';
import { type Answer, type Command, get, memcached, type Reply } from '../src/memcached/index.js';
import { modbusClient, modbusServer, type Response, responseTo, type TaggedRequest } from '../src/modbus/index.js';
import { Push, type Command as RespCommand, type RespValue, respClient, respServer } from '../src/resp/index.js';
import { frames, type WebSocketMessage } from '../src/websocket/index.js';
import { fixed } from './websocket/support/wire.js';

interface Row<TRequest, TReply, TIncoming, TAnswer> {
  readonly client: Protocol<TReply, TRequest>;
  readonly server: Protocol<TIncoming, TAnswer>;
  readonly request: (number: number) => TRequest;
  readonly answer: (request: TIncoming) => TAnswer;
  readonly invented: TAnswer;
  readonly belongs: (reply: TReply, request: TRequest) => boolean;
}

const row = <TRequest, TReply, TIncoming, TAnswer>(
  name: string,
  of: Row<TRequest, TReply, TIncoming, TAnswer>,
): readonly [string, Row<unknown, unknown, unknown, unknown>] => [name, of as never];

const wordOf = (line: string) => line.split(' ', 1)[0];
const rpc = (line: unknown) => JSON.parse(typeof line === 'string' ? line : decodeUtf8(line as Uint8Array));
const called = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, method: 'wake' });
const result = (id: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result: `${id} is awake` });

const inOrder: Replies<Uint8Array, Uint8Array> = {
  by: 'order',
  answers: (reply, request) => (request !== undefined && reply[0] === request[0] ? 'reply' : 'mismatch'),
};

const item = (to: Command, key: string): Answer => ({
  to,
  reply: { type: 'values', items: [{ key, flags: 0, value: encodeUtf8(key), cas: undefined }], more: false },
});

const rows = [
  row('lines, by key', {
    client: lines({ replies: () => ({ by: 'key', requestKey: wordOf, replyKey: wordOf }) }),
    server: lines(),
    request: (number) => `${number} question`,
    answer: (line) => `${wordOf(line)} answer`,
    invented: '77 answer',
    belongs: (reply, request) => wordOf(reply) === wordOf(request),
  }),
  row('length-prefixed, in order', {
    client: lengthPrefixed({ width: 2, replies: () => inOrder }),
    server: lengthPrefixed({ width: 2 }),
    request: (number) => Uint8Array.of(number, 0),
    answer: (message) => Uint8Array.of(message[0] as number, 1),
    invented: Uint8Array.of(77, 1),
    belongs: (reply, request) => reply[0] === request[0],
  }),
  row('netstrings of JSON-RPC', {
    client: netstring({ replies: jsonRpcReplies }),
    server: netstring(),
    request: (number) => encodeUtf8(called(number)),
    answer: (message) => encodeUtf8(result(rpc(message).id)),
    invented: encodeUtf8(result(77)),
    belongs: (reply, request) => rpc(reply).id === rpc(request).id,
  }),
  row('json-header, by what stands in the content', {
    client: jsonHeader({ replies: jsonRpcReplies }),
    server: jsonHeader(),
    request: (id) => json({ id, method: 'wake' }) as JsonHeaderMessage,
    answer: ({ content }) => json({ id: (content as { id: number }).id, result: 'awake' }),
    invented: json({ id: 77, result: 'awake' }),
    belongs: (reply, request) => (reply.content as { id: number }).id === (request.content as { id: number }).id,
  }),
  row<string, WebSocketMessage, WebSocketMessage, string>('a WebSocket of JSON-RPC', {
    client: frames({ role: 'client', random: fixed }, { replies: jsonRpcReplies }) as Protocol<
      WebSocketMessage,
      string
    >,
    server: frames({ role: 'server' }) as Protocol<WebSocketMessage, string>,
    request: called,
    answer: (message) => result(rpc(message).id),
    invented: result(77),
    belongs: (reply, request) => rpc(reply).id === rpc(request).id,
  }),
  ...(['text', 'binary'] as const).map((speaks) =>
    row<Command, Reply, Command, Answer>(`memcached, ${speaks}`, {
      client: memcached.client({ speaks }),
      server: memcached.server({ speaks }),
      request: (number) => get(`key-${number}`),
      answer: (command) => item(command, command.type === 'get' ? (command.keys[0] as string) : ''),
      invented: item({ ...get('key-77'), tag: { opcode: 0x0c, opaque: 77 } }, 'key-77'),
      belongs: (reply, request) =>
        reply.type === 'values' && request.type === 'get' && reply.items[0]?.key === request.keys[0],
    }),
  ),
  row<Parameters<typeof responseTo>[0], Response, TaggedRequest, Response>('Modbus', {
    client: modbusClient() as never,
    server: modbusServer(),
    request: (number) =>
      ({ transaction: 100 + number, unit: 1, function: 'write-register', address: number, value: number }) as never,
    answer: (request) => responseTo(request),
    invented: { transaction: 60_000, unit: 1, function: 'write-register', address: 9_999, value: 1 },
    belongs: (response, request) =>
      'address' in response && 'address' in request && response.address === request.address,
  }),
  ...([2, 3] as const).map((version) =>
    row<readonly string[], RespValue, RespCommand, RespValue>(`RESP ${version}, SUBSCRIBE`, {
      client: { ...respClient({ bulk: 'text' }), opening: undefined } as never,
      server: respServer() as never,
      request: (number) => ['SUBSCRIBE', `channel-${number}`],
      answer: ({ args: [channel] }) => said(version, decodeUtf8(channel as Uint8Array)),
      invented: said(version, 'channel-77'),
      belongs: (reply, request) => Array.isArray(reply) && reply[1] === request[1],
    }),
  ),
];

function said(version: 2 | 3, channel: string): RespValue {
  const items = ['subscribe', channel, 1];
  return version === 2 ? items : (new Push(items) as never);
}

/** A confirmation of RESP 3 is no message by itself. */
const itemsIn = (event: { readonly type: string; readonly push?: Push }) => event.push?.items;

const deeds: readonly (readonly [deed: string, answers: readonly (number | 'invented')[]])[] = [
  ['drops one', [1, 2]],
  ['repeats one', [0, 0, 1]],
  ['swaps two', [1, 0]],
  ['invents one', ['invented', 0, 1]],
];

/** What became of three requests: the reply, or undefined. */
async function answered(
  { client, server, request, answer, invented }: Row<unknown, unknown, unknown, unknown>,
  answers: readonly (number | 'invented')[],
): Promise<unknown[]> {
  const network = simulatedNetwork({ seed: 1 });
  const asked: unknown[] = [];
  const served = await serve(
    server,
    (message) => {
      asked.push(message);
      return undefined;
    },
    network.endpoint('server'),
    { onError() {} },
  );
  const one = await connect(client, network.endpoint('server'));
  const replies: unknown[] = [undefined, undefined, undefined];
  for (const at of replies.keys()) {
    one.request(request(at)).then(
      (reply) => {
        replies[at] = reply;
      },
      () => {},
    );
  }
  await network.runUntilIdle();
  expect(asked).toHaveLength(3);
  for (const at of answers) {
    for (const peer of served.peers) peer.send(at === 'invented' ? invented : answer(asked[at]));
    await network.runUntilIdle();
  }
  await one.abort();
  await served.abort();
  return replies;
}

describe.each(rows)('%s', (name, of) => {
  const wrong = (replies: readonly unknown[]) =>
    replies.filter((reply, at) => reply !== undefined && !of.belongs(reply, of.request(at)));

  test('each request has its own reply', async () => {
    const replies = await answered(of, [0, 1, 2]);
    expect(replies.filter((reply) => reply !== undefined)).toHaveLength(3);
    expect(wrong(replies)).toEqual([]);
  });

  test.each(deeds)('a remote that %s: nobody has what belongs to another', async (_, answers) => {
    expect(wrong(await answered(of, answers))).toEqual([]);
    const careless = { ...of, client: { ...of.client, replies: () => ({ by: 'order', messageIn: itemsIn }) as const } };
    expect(wrong(await answered(careless, answers)).length).toBeGreaterThan(0);
  });

  describe('the contract of replies', () => {
    const cases = repliesContract({
      ...of,
      name,
      world() {
        const network = simulatedNetwork();
        return { endpoint: network.endpoint('server'), settle: () => network.runUntilIdle() };
      },
      client: () => of.client,
      server: () => of.server,
    });
    for (const { name, run } of cases) test(name, run);
  });
});

test("the README's example: replies in any order", async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../../../docs/snippets/whose-reply.js');
  expect(log.mock.calls).toEqual([[['1 MORPHEUS', '2 TRINITY']]]);
  log.mockRestore();
});
