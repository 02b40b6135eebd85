/** Messages that nobody takes: how many may wait, and what becomes of more. */
import { describe, expect, test } from 'vitest';
import { type ConnectClientOptions, connect, type Replies, serve } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { failureOf, world } from '../kit/world.js';
import { inOrder, told } from './kit.js';

const news = (count: number, text = '') => Array.from({ length: count }, (_, at) => `!${at}${text}`);

/** A client that was sent so many lines of news, and takes none of them. */
async function sent(lines: readonly string[], options: ConnectClientOptions = {}, replies = inOrder) {
  const opened = await told(replies, (line) => (line === 'none' ? lines : ['a=1']), options);
  await opened.client.send('none');
  await opened.network.runUntilIdle();
  return opened;
}

describe('what nobody has asked for', () => {
  test('waits, and can be counted, while the connection is read on', async () => {
    const { client } = await sent(news(1_000));
    expect(client.underWay).toEqual({ requests: 0, unasked: 1_000 });
    expect(await client.request('get a')).toBe('a=1');
  });

  test('up to waitingMessages: one more ends the connection by that name, after those that came', async () => {
    const { client } = await sent(news(101), { limits: { waitingMessages: 100 } });
    expect(await client.closed).toMatchObject({ by: 'local', error: { code: 'limit-waiting-messages' } });
    const taken: string[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const line of client) taken.push(line);
      })(),
    );
    expect(taken).toEqual(news(100));
    expect(failure).toMatchObject({ message: expect.stringContaining('waitingMessages is 100') });
  });

  test('up to waitingBytes: one that comes when so much waits ends the connection by that name', async () => {
    const limits = { waitingBytes: 5_000 };
    const within = await sent(news(5, 'x'.repeat(1_000)), { limits });
    expect(within.client.underWay.unasked).toBe(5);
    const beyond = await sent(news(6, 'x'.repeat(1_000)), { limits });
    expect(await beyond.client.closed).toMatchObject({
      by: 'local',
      error: { code: 'limit-waiting-bytes', message: expect.stringContaining('waitingBytes is 5000') },
    });
  });

  test('bytes that were taken count no more', async () => {
    const { client, network } = await sent(news(5, 'x'.repeat(1_000)), { limits: { waitingBytes: 5_000 } });
    const messages = client[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i++) await messages.next();
    await messages.return?.();
    await client.send('none');
    await network.runUntilIdle();
    expect(client.underWay.unasked).toBe(5);
  });
});

describe("with untaken: 'pause'", () => {
  test('the remote waits from 64 messages on, unless a request does, and goes on when they are taken', async () => {
    const { client, network } = await sent(news(1_000), { untaken: 'pause' });
    expect(client.underWay.unasked).toBe(64);
    const messages = client[Symbol.asyncIterator]();
    for (let i = 0; i < 1_000; i++) expect((await messages.next()).value).toBe(`!${i}`);
    await network.runUntilIdle();
    expect(client.underWay.unasked).toBe(0);
  });

  test('and as well when what waits is large', async () => {
    const { client } = await sent(news(100, 'x'.repeat(1_000)), { untaken: 'pause', limits: { waitingBytes: 10_000 } });
    expect(client.underWay.unasked).toBe(10);
    const messages = client[Symbol.asyncIterator]();
    for (let i = 0; i < 100; i++) expect((await messages.next()).value).toContain(`!${i}x`);
  });

  test('while a request waits it is read on, up to the limit', async () => {
    const { client } = await told(inOrder, () => news(101), { untaken: 'pause', limits: { waitingMessages: 100 } });
    expect(await failureOf(client.request('get a'))).toMatchObject({ code: 'limit-waiting-messages' });
  });
});

describe('who decides', () => {
  const opened = async (ofProtocol: 'fail' | 'pause', ofClient?: 'fail' | 'pause') => {
    const network = world();
    const handler = function* () {
      yield* news(500);
    };
    await serve(lines(), handler, network.endpoint('server'), { onError() {} });
    const protocol = lines({ replies: inOrder, untaken: ofProtocol });
    const options = ofClient === undefined ? {} : { untaken: ofClient };
    const client = await connect(protocol, network.endpoint('server'), options);
    await client.send('none');
    await network.runUntilIdle();
    return client.underWay.unasked;
  };

  test('the protocol, before the default', async () => {
    expect([await opened('pause'), await opened('fail')]).toEqual([64, 500]);
  });

  test('the client, before the protocol', async () => {
    expect([await opened('pause', 'fail'), await opened('fail', 'pause')]).toEqual([500, 64]);
  });

  test('with one of the two words', async () => {
    const { network } = await sent([]);
    const untaken = 'drop' as never;
    await expect(connect(lines(), network.endpoint('server'), { untaken })).rejects.toThrow("'fail' or 'pause'");
    expect(() => lines({ untaken })).toThrow("'fail' or 'pause'");
  });
});

describe('the replies of a stream', () => {
  const many = async (options: ConnectClientOptions) => {
    const opened = await told(inOrder, () => Array.from({ length: 500 }, (_, at) => String(at)), options);
    const stream = opened.client.stream('many 500');
    await opened.network.runUntilIdle();
    return { client: opened.client, stream };
  };

  test('make the remote wait, since they were asked for', async () => {
    const { client, stream } = await many({ limits: { waitingMessages: 100 } });
    let taken = 0;
    for await (const reply of stream) expect(reply).toBe(String(taken++));
    expect(taken).toBe(500);
    expect(client.underWay.requests).toBe(0);
  });

  test('are read on all the same where everything is', async () => {
    const { client } = await many({ limits: { waitingMessages: 100 }, untaken: 'fail' });
    expect(await client.closed).toMatchObject({ error: { code: 'limit-waiting-messages' } });
  });
});

test('what a subscription brings is read on, up to the limit', async () => {
  const topics = (): Replies<string, string> => ({
    ...inOrder(),
    by: 'order',
    topics: (request) => (request.startsWith('get') ? ['news'] : undefined),
    topicOf: (message) => (message.startsWith('!') ? 'news' : undefined),
  });
  const { client, network } = await told(topics, () => ['a=1', ...news(101)], { limits: { waitingMessages: 100 } });
  const messages = client.subscribe('get a');
  await network.runUntilIdle();
  for (let i = 0; i < 100; i++) expect((await messages.next()).value).toBe(`!${i}`);
  await expect(messages.next()).rejects.toMatchObject({ code: 'limit-waiting-messages' });
});
