/** The clients that people use with Node, against our server. */
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RUNTIMES } from '../../../packages/protocols/test/resp/support/tools.js';
import { startOurs } from './serving.js';

describe.each(RUNTIMES)('by the %s machines', (runtime) => {
  describe.each([2, 3] as const)('the client redis in version %i', (version) => {
    async function open(port: number) {
      const client = createClient({ url: `redis://127.0.0.1:${port}`, RESP: version });
      client.on('error', () => {});
      await client.connect();
      onTestFinished(() => client.destroy());
      return client;
    }

    test('sets, gets, and lets expire', async () => {
      const client = await open(await startOurs({ runtime }));
      expect(await client.set('key', 'välue', { expiration: { type: 'EX', value: 100 } })).toBe('OK');
      expect(await client.get('key')).toBe('välue');
      expect(await client.ttl('key')).toBe(100);
      expect(await client.get('none')).toBeNull();
      await expect(client.sendCommand(['NONSENSE'])).rejects.toThrow('unknown command');
    });

    test('hashes, sets and lists', async () => {
      const client = await open(await startOurs({ runtime }));
      await client.hSet('hash', { a: '1', b: '2' });
      expect({ ...(await client.hGetAll('hash')) }).toEqual({ a: '1', b: '2' });
      await client.sAdd('set', ['x', 'y']);
      expect(new Set(await client.sMembers('set'))).toEqual(new Set(['x', 'y']));
      await client.rPush('list', ['1', '2', '3']);
      expect(await client.lRange('list', 0, -1)).toEqual(['1', '2', '3']);
    });

    test('a thousand requests at once, and a transaction', async () => {
      const client = await open(await startOurs({ runtime }));
      const counts = await Promise.all(Array.from({ length: 1000 }, () => client.incr('n')));
      expect(counts).toEqual(Array.from({ length: 1000 }, (_, at) => at + 1));
      expect(await client.multi().set('a', '1').incr('a').get('a').exec()).toEqual(['OK', 2, '2']);
    });

    test('publishes and subscribes', async () => {
      const port = await startOurs({ runtime });
      const [listener, speaker] = [await open(port), await open(port)];
      const heard = new Promise((resolve) => {
        void listener
          .subscribe('news', (message, channel) => resolve([channel, message]))
          .then(() => speaker.publish('news', 'first'));
      });
      expect(await heard).toEqual(['news', 'first']);
      await listener.unsubscribe('news');
      // In version 2 this client hands out bytes from then on; also when it talks to Redis.
      expect(String(await listener.ping())).toBe('PONG');
    });
  });

  describe('the client ioredis', () => {
    function open(port: number): Redis {
      const client = new Redis(port, '127.0.0.1', { retryStrategy: null });
      onTestFinished(() => client.disconnect());
      return client;
    }

    test('sets and gets text and bytes', async () => {
      const client = open(await startOurs({ runtime }));
      const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, at) => at));
      expect(await client.set('key', bytes)).toBe('OK');
      expect(await client.getBuffer('key')).toEqual(bytes);
      expect(await client.hset('hash', { a: 1 })).toBe(1);
      expect(await client.hgetall('hash')).toEqual({ a: '1' });
      await expect(client.lpush('key', 'x')).rejects.toThrow('WRONGTYPE');
    });

    test('a pipeline of a thousand requests, and a transaction', async () => {
      const client = open(await startOurs({ runtime }));
      const pipeline = client.pipeline();
      for (let at = 0; at < 1000; at++) pipeline.set(`key:${at}`, at);
      const results = await pipeline.exec();
      expect(results).toEqual(new Array(1000).fill([null, 'OK']));
      expect(await client.dbsize()).toBe(1000);
      expect(await client.multi().set('a', 1).incr('a').exec()).toEqual([
        [null, 'OK'],
        [null, 2],
      ]);
    });

    test('publishes and subscribes', async () => {
      const port = await startOurs({ runtime });
      const [listener, speaker] = [open(port), open(port)];
      const heard = new Promise((resolve) => {
        listener.on('message', (channel, message) => resolve([channel, message]));
      });
      expect(await listener.subscribe('news', 'more')).toBe(2);
      expect(await speaker.publish('news', 'first')).toBe(1);
      expect(await heard).toEqual(['news', 'first']);
    });
  });
});
