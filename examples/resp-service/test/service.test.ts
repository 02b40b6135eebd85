/** The commands of the service: as Redis would, by a clock that the test passes in. */
import { type Client, connect, serve } from '@wirechart/core';
import {
  type ErrorReply,
  type Request,
  type RespClientOptions,
  type RespPushEvent,
  type RespValue,
  respClient,
  respServer,
} from '@wirechart/protocols/resp';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { unix } from '@wirechart/transport-net';
import { describe, expect, test } from 'vitest';
import { withRedisServer } from '../../../packages/protocols/test/resp/support/redis-server.js';
import { canRun } from '../../../packages/protocols/test/resp/support/tools.js';
import { respService } from '../src/index.js';
import { SCRIPTS } from './scripts.js';

type Connected = Client<RespValue, Request>;

/** Our service on a simulated network, with a clock to be moved by hand. */
async function started(limits = {}) {
  const network = simulatedNetwork({ seed: 1 });
  const clock = { now: 1_000_000 };
  const { handler, onEvent } = respService({ now: () => clock.now });
  const endpoint = network.endpoint('server');
  const errors: string[] = [];
  await serve(respServer(), handler, endpoint, { onEvent, limits, onError: ({ code }) => void errors.push(code) });
  const open = (options: RespClientOptions = {}, pushes: unknown[] = []): Promise<Connected> =>
    connect(respClient({ bulk: 'text', ...options }), endpoint, {
      onEvent: (event) => {
        if (event.type === 'push') pushes.push((event as RespPushEvent).push.items);
      },
    });
  return { network, clock, errors, open };
}

/** Words of a request; `'a b'` is one word. */
const words = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare) as unknown as Request;

const ask = async (client: Connected, lines: readonly string[]) => {
  const replies: RespValue[] = [];
  for (const line of lines) replies.push(await client.request(words(line)));
  return replies;
};

describe('is alone and', () => {
  test('lets keys expire by the clock that it is given', async () => {
    const { clock, open } = await started();
    const client = await open();
    await ask(client, ['SET a 1 PX 1500', 'SET b 1 EXAT 1002', 'RPUSH c 1', 'PEXPIREAT c 1001000']);
    expect(await ask(client, ['TTL a', 'PTTL a', 'PTTL b', 'PTTL c'])).toEqual([2, 1500, 2000, 1000]);
    clock.now += 1000;
    expect(await ask(client, ['EXISTS c', 'EXISTS a', 'PTTL a'])).toEqual([0, 1, 500]);
    clock.now += 500;
    expect(await ask(client, ['GET a', 'TTL a', 'DBSIZE', 'APPEND a x', 'TTL a'])).toEqual([null, -2, 1, 1, -1]);
  });

  test('keeps connections apart that ask in turn', async () => {
    const { open } = await started();
    const [first, second] = [await open(), await open()];
    await ask(first, ['CLIENT SETNAME first', 'MULTI']);
    expect(await ask(second, ['CLIENT GETNAME', 'CLIENT SETNAME second', 'SET key 1'])).toEqual([null, 'OK', 'OK']);
    expect(await ask(first, ['GET key', 'CLIENT GETNAME', 'EXEC'])).toEqual(['QUEUED', 'QUEUED', ['1', 'first']]);
    await first.close();
    expect(await ask(await open(), ['CLIENT GETNAME'])).toEqual([null]);
    expect(await ask(second, ['CLIENT GETNAME'])).toEqual(['second']);
  });

  test('finds the memory of what has expired again, without being asked for it', async () => {
    const { clock, open } = await started();
    const client = await open();
    for (let at = 0; at < 100; at++) await client.request(['SET', at, 'x', 'PX', 10]);
    clock.now += 10;
    for (let at = 0; at < 100; at++) await client.request(['SET', 'other', at]);
    expect(String(await client.request(['INFO']))).toMatch(/keys=1\r/);
  });

  test('confirms subscriptions, and publishes to those who listen', async () => {
    const { network, open } = await started();
    const pushes: unknown[] = [];
    const listener = await open({ version: 3 }, pushes);
    const speaker = await open();
    await listener.send(['SUBSCRIBE', 'a', 'b']);
    expect(await listener.request(['PING'])).toBe('PONG');
    expect(await ask(speaker, ['PUBLISH a one', 'PUBLISH c none'])).toEqual([1, 0]);
    await listener.send(['UNSUBSCRIBE']);
    await network.runUntilIdle();
    expect(await ask(speaker, ['PUBLISH a two'])).toEqual([0]);
    expect(pushes).toEqual([
      ['subscribe', 'a', 1],
      ['subscribe', 'b', 2],
      ['message', 'a', 'one'],
      ['unsubscribe', 'a', 1],
      ['unsubscribe', 'b', 0],
    ]);
  });

  test.each<[string, (listener: Connected) => unknown]>([
    ['are gone', (listener) => listener.abort()],
    ['start anew', (listener) => listener.request(['RESET'])],
  ])('forgets listeners that %s', async (_, leave) => {
    const { network, open } = await started();
    const listener = await open({ version: 3 });
    const speaker = await open();
    await listener.send(['SUBSCRIBE', 'a']);
    await network.runUntilIdle();
    expect(await ask(speaker, ['PUBLISH a one'])).toEqual([1]);
    await leave(listener);
    await network.runUntilIdle();
    expect(await ask(speaker, ['PUBLISH a two'])).toEqual([0]);
  });

  test('resets a listener that cannot keep up, and goes on', async () => {
    const { network, errors, open } = await started({ queuedOutput: 1000 });
    const listener = await open({ version: 3 });
    const speaker = await open();
    await listener.send(['SUBSCRIBE', 'a']);
    await network.runUntilIdle();
    expect(await speaker.request(['PUBLISH', 'a', 'x'.repeat(2000)])).toBe(1);
    await network.runUntilIdle();
    expect(errors).toEqual(['limit-queued-output']);
    expect(await ask(speaker, ['PUBLISH a x', 'PING'])).toEqual([0, 'PONG']);
  });

  test('closes after the reply to QUIT', async () => {
    const { open } = await started();
    const client = await open();
    const [quit, after] = [client.request(['QUIT']), client.request(['PING'])];
    expect(await quit).toBe('OK');
    await expect(after).rejects.toMatchObject({ code: 'closed-before-reply' });
  });

  test('tells each connection its version and its name', async () => {
    const { open } = await started();
    const client = await open();
    const replies = await ask(client, [
      'CLIENT GETNAME',
      'HELLO 3 SETNAME me',
      'CLIENT GETNAME',
      'SMEMBERS x',
      'HELLO 4',
      'RESET',
      'SMEMBERS x',
    ]);
    expect([replies[0], replies[2], replies[3], replies[5], replies[6]]).toEqual([null, 'me', new Set(), 'RESET', []]);
    expect((replies[4] as ErrorReply).code).toBe('NOPROTO');
  });
});

describe.skipIf(!canRun('redis-server'))('answers as redis-server does, word for word', () => {
  const path = withRedisServer();

  describe.each([2, 3] as const)('in version %i', (version) => {
    test.each(Object.entries(SCRIPTS))('%s', async (_, script) => {
      const { open } = await started();
      const ours = await open({ version });
      await using theirs = await connect(respClient({ bulk: 'text', version }), unix({ path: path() }));
      await theirs.request(['FLUSHALL']);
      const [got, expected] = [await ask(ours, script), await ask(theirs, script)];
      const told = (replies: readonly RespValue[]) => script.map((line, at) => [line, replies[at]]);
      expect(told(got)).toEqual(told(expected));
    });
  });
});
