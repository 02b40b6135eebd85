/** Requests and replies: keep-alive and pipelining, one exchange, and requests that look like nothing. */
import { connect, type Handler, serve } from '@wirechart/core';
import { byteByByte, simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { binary, type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';
import { frame } from './frames.js';

async function served(
  handler: Handler<JsonHeaderMessage, JsonHeaderMessage>,
  exchanges: 'one' | 'many' = 'many',
  options: Parameters<typeof simulatedNetwork>[0] = {},
) {
  const network = simulatedNetwork({ seed: 1, ...options });
  const endpoint = network.endpoint('server');
  const server = await serve(jsonHeader({ exchanges }), handler, endpoint);
  return { network, endpoint, server };
}

const search = new Map([
  ['morpheus', 'Follow the white rabbit. 🐰'],
  ['ring', 'In the caves beneath the Misty Mountains. 💍'],
]);
const answer: Handler<JsonHeaderMessage, JsonHeaderMessage> = (request) => {
  const { value } = request.content as { value: string };
  return json({ result: search.get(value) ?? `No match for "${value}".` });
};

describe('many exchanges, the default', () => {
  test('the connection stays open for the next request', async () => {
    const { endpoint, server } = await served(answer);
    const client = await connect(jsonHeader(), endpoint);
    for (const [value, result] of search) {
      expect((await client.request(json({ action: 'search', value }))).content).toEqual({ result });
    }
    expect(server.peers.size).toBe(1);
    expect(client.state('read')).toBe('awaiting-protoheader');
  });

  test('requests may be sent without waiting, and get their replies in order', async () => {
    const { endpoint } = await served((request) => json({ echo: request.content }), 'many', { chunking: byteByByte() });
    const client = await connect(jsonHeader(), endpoint);
    const replies = await Promise.all(Array.from({ length: 200 }, (_, i) => client.request(json(i))));
    expect(replies.map(({ content }) => content)).toEqual(Array.from({ length: 200 }, (_, i) => ({ echo: i })));
  });

  test('the end between messages is clean', () => {
    const harness = new Harness(jsonHeader(), { answer: () => json(1) });
    harness.receive(frame({}, '1')).eof();
    expect([harness.types, harness.failure]).toEqual([['message', 'end', 'closed'], undefined]);
  });
});

describe('one exchange', () => {
  test('the server closes after its reply, and that is a clean end for the client', async () => {
    const { network, endpoint, server } = await served(answer, 'one');
    const client = await connect(jsonHeader({ exchanges: 'one' }), endpoint);
    expect((await client.request(json({ value: 'ring' }))).content).toEqual({ result: search.get('ring') });
    await client.closed;
    await network.runUntilIdle();
    expect(server.peers.size).toBe(0);
  });

  test('a client that is ready for many takes the end after the reply as one', async () => {
    const { endpoint } = await served(answer, 'one');
    const client = await connect(jsonHeader(), endpoint);
    expect((await client.request(json({ value: 'ring' }))).content).toEqual({ result: search.get('ring') });
    await client.closed;
    await expect(client.request(json(1))).rejects.toMatchObject({
      blame: 'remote',
      code: 'connection-ended',
      sent: 'no',
    });
  });

  test('a request after the first one is not answered', async () => {
    const { endpoint } = await served(answer, 'one');
    const client = await connect(jsonHeader(), endpoint);
    const [first, second] = [client.request(json({ value: 'ring' })), client.request(json({ value: 'ring' }))];
    await expect(second).rejects.toMatchObject({ blame: 'remote', code: 'closed-before-reply' });
    expect((await first).content).toEqual({ result: search.get('ring') });
  });
});

describe('a request that looks like nothing is one, and gets its reply', () => {
  const contents: [string, JsonHeaderMessage][] = [
    ['{}', json({})],
    ['[]', json([])],
    ['0', json(0)],
    ['-0.0', json(-0)],
    ['""', json('')],
    ['null', json(null)],
    ['false', json(false)],
    ['zero bytes of JSON', json(undefined)],
    ['zero bytes of JSON in UTF-16', json(undefined, 'utf-16')],
    ['zero bytes of anything', binary(new Uint8Array(0))],
  ];
  for (const [what, request] of contents) {
    test(`${what}, by a handler and by one that answers later`, async () => {
      for (const later of [false, true]) {
        const seen: JsonHeaderMessage[] = [];
        const { endpoint } = await served((message) => {
          seen.push(message);
          return later ? Promise.resolve(message) : message;
        });
        const client = await connect(jsonHeader(), endpoint);
        expect(await client.request(request)).toEqual(request.content === 0 ? { ...request, content: 0 } : request);
        expect((await client.request(json('next'))).content).toBe('next');
        expect(seen).toHaveLength(2);
      }
    });
  }
});

describe('content', () => {
  const read = (bytes: Uint8Array) => new Harness(jsonHeader(), { role: 'client' }).receive(bytes).messages[0];

  test('of text/json is decoded by its encoding, with the header beside it', () => {
    const sent = frame({ 'content-encoding': 'latin_1', byteorder: 'big' }, Buffer.from('"é"', 'latin1'));
    expect(read(sent)).toEqual({
      kind: 'json',
      contentType: 'text/json',
      contentEncoding: 'latin_1',
      byteorder: 'big',
      content: 'é',
    });
  });

  test('of any other type is bytes, whatever its encoding says', () => {
    for (const contentType of ['application/json', 'TEXT/JSON', 'text/json; charset=utf-8', '']) {
      const sent = frame({ 'content-type': contentType, 'content-encoding': 'no-such' }, '{}');
      expect(read(sent)).toEqual({
        kind: 'binary',
        contentType,
        contentEncoding: 'no-such',
        byteorder: 'little',
        content: new Uint8Array(Buffer.from('{}')),
      });
    }
  });

  test('may have a __proto__ that is only data', () => {
    const message = read(frame({}, '{"__proto__": {"polluted": true}, "a": 1}'));
    expect(Object.keys(message?.content as object)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(message?.content)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a header', () => {
  const read = (header: string, content = '') => {
    const harness = new Harness(jsonHeader(), { role: 'client' });
    harness.receive(frame(header, content));
    return harness.failure ?? harness.messages[0]?.content;
  };

  test('may have its fields in any order, with others between them and any spacing', () => {
    const header =
      '\t{ "content-length" :1,"x":{"content-length":9,"a":["byteorder"]},"content-encoding":"utf-8",\n"content-type":"text/json","byteorder":"big"} ';
    expect(read(header, '7')).toBe(7);
  });

  test('may have a key __proto__ beside its fields, which is only data', () => {
    const header =
      '{"__proto__": {"content-length": 5}, "content-length": 1, "content-encoding": "utf-8", "content-type": "text/json", "byteorder": "big"}';
    expect(read(header, '7')).toBe(7);
  });

  test('may repeat keys in values: only its own count', () => {
    const header =
      '{"a": "byteorder", "b": "\\"byteorder\\": 1", "content-length": 1, "content-encoding": "utf-8", "content-type": "text/json", "byteorder": "big"}';
    expect(read(header, '7')).toBe(7);
  });

  test('is not taken for another one of the same length and ending', () => {
    const headers = ['big', 'little'].flatMap((byteorder) =>
      ['utf-8', 'ascii', 'cp866'].map((encoding) =>
        JSON.stringify({ byteorder, 'content-type': 'text/json', 'content-encoding': encoding, 'content-length': 3 }),
      ),
    );
    const harness = new Harness(jsonHeader(), { role: 'client' });
    for (let i = 0; i < 3; i++) for (const header of headers) harness.receive(frame(header, '"a"'));
    expect(harness.messages.map(({ byteorder, contentEncoding }) => `${byteorder} ${contentEncoding}`)).toEqual(
      [1, 2, 3].flatMap(() =>
        ['big', 'little'].flatMap((order) => ['utf-8', 'ascii', 'cp866'].map((e) => `${order} ${e}`)),
      ),
    );
  });

  test('that was good under one limit is checked against the limit of each connection', () => {
    const sent = frame({}, '"12345678"');
    expect(new Harness(jsonHeader(), { role: 'client' }).receive(sent).messages).toHaveLength(1);
    const strict = new Harness(jsonHeader({ limits: { contentBytes: 5 } }), { role: 'client' }).receive(sent);
    expect(strict.failure).toMatchObject({ code: 'limit-content-bytes' });
  });
});
