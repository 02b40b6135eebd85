/** Our client against Debian's redis-server. */
import { type Client, connect, encodeUtf8 } from '@wirechart/core';
import { unix } from '@wirechart/transport-net';
import { describe, expect, test } from 'vitest';
import {
  Attributed,
  ErrorReply,
  Push,
  type Request,
  type RespClientOptions,
  type RespPushEvent,
  type RespValue,
  respClient,
  Verbatim,
} from '../../src/resp/index.js';
import { withRedisServer } from './support/redis-server.js';
import { canRun, RUNTIMES } from './support/tools.js';

describe.skipIf(!canRun('redis-server'))('redis-server', () => {
  const path = withRedisServer('--enable-debug-command', 'yes');

  describe.each(RUNTIMES)('by the %s machines', (runtime) => {
    async function use<T>(options: RespClientOptions, work: (client: Client<RespValue, Request>) => Promise<T>) {
      await using client = await connect(respClient(options), unix({ path: path() }), { runtime });
      return await work(client);
    }

    test('sets and gets bytes as they are', async () => {
      const value = Uint8Array.from({ length: 256 }, (_, at) => at);
      await use({}, async (client) => {
        expect(await client.request(['SET', 'bytes', value])).toBe('OK');
        expect(await client.request(['GET', 'bytes'])).toEqual(value);
        expect(await client.request(['GET', 'none'])).toBeNull();
      });
    });

    test('a value of ten megabytes', async () => {
      const value = new Uint8Array(10 * 1024 * 1024).map((_, at) => at % 251);
      await use({}, async (client) => {
        await client.request(['SET', 'big', value]);
        const got = (await client.request(['GET', 'big'])) as Uint8Array;
        expect(Buffer.compare(got, value)).toBe(0);
        await client.request(['DEL', 'big']);
      });
    });

    test('ten thousand requests without waiting: replies in order', async () => {
      await use({ bulk: 'text' }, async (client) => {
        const replies = Array.from({ length: 10_000 }, (_, at) => client.request(['ECHO', at]));
        expect(await Promise.all(replies)).toEqual(Array.from({ length: 10_000 }, (_, at) => String(at)));
      });
    });

    test('errors are values, and the connection goes on', async () => {
      await use({}, async (client) => {
        await client.request(['SET', 'text', 'x']);
        const reply = (await client.request(['LPUSH', 'text', 'y'])) as ErrorReply;
        expect(reply).toBeInstanceOf(ErrorReply);
        expect(reply.code).toBe('WRONGTYPE');
        expect(await client.request(['PING'])).toBe('PONG');
      });
    });

    test.each<[string, RespValue, RespValue]>([
      ['string', 'Hello World', 'Hello World'],
      ['integer', 12345, 12345],
      ['double', Number('3.141'), '3.141'],
      ['null', null, null],
      ['array', [0, 1, 2], [0, 1, 2]],
      ['set', new Set([0, 1, 2]), [0, 1, 2]],
      [
        'map',
        new Map([
          [0, false],
          [1, true],
          [2, false],
        ]),
        [0, 0, 1, 1, 2, 0],
      ],
      [
        'attrib',
        new Attributed('Some real reply following the attribute', new Map([['key-popularity', ['key:123', 90]]])),
        'Some real reply following the attribute',
      ],
      ['verbatim', new Verbatim('txt', encodeUtf8('This is a verbatim\nstring')), 'This is a verbatim\nstring'],
      ['true', true, 1],
      ['false', false, 0],
      ['bignum', 1234567999999999999999999999999999999n, '1234567999999999999999999999999999999'],
    ])('DEBUG PROTOCOL %s, in version 3 and in version 2', async (type, three, two) => {
      const ask = (client: Client<RespValue, Request>) => client.request(['DEBUG', 'PROTOCOL', type]);
      expect(await use({ bulk: 'text', version: 3 }, ask)).toEqual(three);
      expect(await use({ bulk: 'text', version: 2 }, ask)).toEqual(two);
    });

    test('pushes are events, and no replies', async () => {
      const pushes: unknown[] = [];
      let tell: () => void;
      const told = new Promise<void>((resolve) => {
        tell = resolve;
      });
      const endpoint = unix({ path: path() });
      await using client = await connect(respClient({ version: 3, bulk: 'text' }), endpoint, {
        runtime,
        onEvent: (event) => {
          if (event.type !== 'push') return;
          pushes.push((event as RespPushEvent).push.items);
          if (pushes.length === 3) tell();
        },
      });
      await client.send(['SUBSCRIBE', 'news']);
      await client.request(['PING']);
      await use({}, (other) => other.request(['PUBLISH', 'news', 'first']));
      await client.send(['UNSUBSCRIBE', 'news']);
      await told;
      expect(pushes).toEqual([
        ['subscribe', 'news', 1],
        ['message', 'news', 'first'],
        ['unsubscribe', 'news', 0],
      ]);
    });

    test('the answer to HELLO comes as an event', async () => {
      const events: unknown[] = [];
      const endpoint = unix({ path: path() });
      await using client = await connect(respClient({ version: 3 }), endpoint, {
        runtime,
        onEvent: (event) => events.push(event),
      });
      await client.request(['PING']);
      expect(events).toMatchObject([{ type: 'hello' }]);
      expect((events[0] as { server: Map<string, unknown> }).server.get('proto')).toBe(3);
    });

    test('wrong credentials are refused', async () => {
      const options: RespClientOptions = { version: 3, auth: { username: 'nobody', password: 'x' } };
      await expect(use(options, (client) => client.request(['PING']))).rejects.toMatchObject({
        code: 'hello-refused',
        blame: 'remote',
        message: expect.stringContaining('WRONGPASS'),
      });
    });

    test('a push as Redis sends it to a test', async () => {
      const events: unknown[] = [];
      const endpoint = unix({ path: path() });
      await using client = await connect(respClient({ version: 3, bulk: 'text' }), endpoint, {
        runtime,
        onEvent: (event) => events.push(event),
      });
      await client.send(['DEBUG', 'PROTOCOL', 'push']);
      await client.request(['PING']);
      expect(events[1]).toEqual({ type: 'push', push: new Push(['server-cpu-usage', 42]) });
    });
  });
});
