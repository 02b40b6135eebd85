/** Which reply belongs to which request. Expected values are what Redis 7.0.15 sends (redis-server, asked byte by byte). */
import { describe, expect, test } from 'vitest';
import { ErrorReply, Push, type Request, type RespValue, respClient } from '../../src/resp/index.js';
import { outcomes, scripted } from '../support/scripted.js';

const HELLO = '%1\r\n$5\r\nproto\r\n:3\r\n';
const two = () => scripted(respClient({ bulk: 'text' }));
const three = () => scripted(respClient({ bulk: 'text', version: 3 }), {}, HELLO);

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
const array = (...items: (string | number)[]) => frame('*', items);
const push = (...items: (string | number)[]) => frame('>', items);
const frame = (type: string, items: (string | number)[]) =>
  `${type}${items.length}\r\n${items.map((item) => (typeof item === 'number' ? `:${item}\r\n` : bulk(item))).join('')}`;

const take = async (messages: AsyncIterator<RespValue>, count: number) => {
  const taken: unknown[] = [];
  for (let i = 0; i < count; i++) taken.push((await messages.next()).value);
  return taken;
};

test('the confirmation in the reply to EXEC is a part of that, as redis-server sends it and hiredis takes it', async () => {
  const { client, say } = await three();
  const requests = [client.request(['EXEC']), client.request(['GET', 'k'])];
  await say(`*1\r\n${push('subscribe', 'a', 1)}`, bulk('v'));
  expect(await outcomes(requests)).toEqual([[new Push(['subscribe', 'a', 1])], 'v']);
});

describe.each([
  ['version 2', two, array],
  ['version 3', three, push],
])('in %s', (version, open, said) => {
  test('SUBSCRIBE of two channels has two confirmations, and what follows its own reply', async () => {
    const { client, say } = await open();
    const requests = [client.request(['SUBSCRIBE', 'a', 'b']), client.request(['PING'])];
    const pong = version === 'version 2' ? array('pong', '') : '+PONG\r\n';
    await say(said('subscribe', 'a', 1), said('subscribe', 'b', 2), pong);
    expect(await outcomes(requests)).toEqual([['subscribe', 'b', 2], version === 'version 2' ? ['pong', ''] : 'PONG']);
  });

  test('a message before PING is answered goes to the subscription', async () => {
    const { client, say } = await open();
    const news = client.subscribe(['SUBSCRIBE', 'a', 'b']);
    await say(said('subscribe', 'a', 1), said('subscribe', 'b', 2));
    const ping = client.request(['PING']);
    const pong = version === 'version 2' ? array('pong', '') : '+PONG\r\n';
    await say(said('message', 'a', 'one'), pong, said('message', 'b', 'two'));
    expect(await ping).toEqual(version === 'version 2' ? ['pong', ''] : 'PONG');
    expect(await take(news, 2)).toEqual([
      ['message', 'a', 'one'],
      ['message', 'b', 'two'],
    ]);
  });

  test('a refused SUBSCRIBE rejects with the error that came in band, and GET and PING have their own', async () => {
    const { client, say } = await open();
    const requests = [client.request(['SUBSCRIBE', 'a', 'b']), client.request(['GET', 'k']), client.request(['PING'])];
    const failure = requests[0]?.catch((error: unknown) => error);
    await say(
      '-NOPERM this user has no permissions to access one of the channels used as arguments\r\n$1\r\nv\r\n+PONG\r\n',
    );
    expect(await outcomes(requests.slice(1))).toEqual(['v', 'PONG']);
    expect(await failure).toMatchObject({
      blame: 'remote',
      code: 'subscription-refused',
      message: expect.stringContaining('NOPERM'),
      cause: expect.any(ErrorReply),
    });
  });

  test('a refused subscription throws, and the connection goes on', async () => {
    const { client, say } = await open();
    const news = client.subscribe(['SUBSCRIBE', 'a']);
    await say('-NOPERM no\r\n');
    await expect(news.next()).rejects.toMatchObject({ code: 'subscription-refused' });
    const ping = client.request(['PING']);
    await say('+PONG\r\n');
    expect(await ping).toBe('PONG');
  });

  test('UNSUBSCRIBE without names has a confirmation for each channel', async () => {
    const { client, say } = await open();
    const subscribed = client.request(['SUBSCRIBE', 'a', 'b']);
    await say(said('subscribe', 'a', 1), said('subscribe', 'b', 2));
    await subscribed;
    const requests = [client.request(['UNSUBSCRIBE']), client.request(['GET', 'k'])];
    await say(said('unsubscribe', 'b', 1), said('message', 'a', 'late'), said('unsubscribe', 'a', 0), bulk('v'));
    expect(await outcomes(requests)).toEqual([['unsubscribe', 'a', 0], 'v']);
  });

  test('UNSUBSCRIBE of nothing has one confirmation, without a name', async () => {
    const { client, say } = await open();
    const requests = [client.request(['UNSUBSCRIBE']), client.request(['PING'])];
    const type = version === 'version 2' ? '*' : '>';
    await say(`${type}3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n+PONG\r\n`);
    expect(await outcomes(requests)).toEqual([['unsubscribe', null, 0], 'PONG']);
  });

  test('UNSUBSCRIBE of more than was subscribed has as many confirmations as names', async () => {
    const { client, say } = await open();
    const requests = [client.request(['UNSUBSCRIBE', 'a', 'zzz']), client.request(['SUBSCRIBE', 'c'])];
    await say(said('unsubscribe', 'a', 0), said('unsubscribe', 'zzz', 0), said('subscribe', 'c', 1));
    expect(await outcomes(requests)).toEqual([
      ['unsubscribe', 'zzz', 0],
      ['subscribe', 'c', 1],
    ]);
  });

  test('a subscription that is left unsubscribes, from what nobody else listens to', async () => {
    const { client, say, heard } = await open();
    const first = client.subscribe(['SUBSCRIBE', 'a', 'b']);
    const second = client.subscribe(['SUBSCRIBE', 'b']);
    await say(said('subscribe', 'a', 1), said('subscribe', 'b', 2), said('subscribe', 'b', 2));
    await first.return?.();
    await say(said('message', 'a', 'dropped'), said('message', 'b', 'kept'), said('unsubscribe', 'a', 1));
    expect(heard()).not.toContain('UNSUBSCRIBE\r\n$1\r\nb');
    expect(heard()).toContain('UNSUBSCRIBE\r\n$1\r\na\r\n');
    expect(await take(second, 1)).toEqual([['message', 'b', 'kept']]);
    expect(client.underWay).toEqual({ requests: 0, unasked: 0 });
  });

  test('patterns and channels are told apart', async () => {
    const { client, say } = await open();
    const patterns = client.subscribe(['PSUBSCRIBE', 'n*']);
    const channels = client.subscribe(['SUBSCRIBE', 'n*']);
    await say(said('psubscribe', 'n*', 1), said('subscribe', 'n*', 2));
    await say(said('pmessage', 'n*', 'news', 'one'), said('message', 'n*', 'two'));
    expect(await take(patterns, 1)).toEqual([['pmessage', 'n*', 'news', 'one']]);
    expect(await take(channels, 1)).toEqual([['message', 'n*', 'two']]);
  });

  test('what is published before anybody takes it waits in order', async () => {
    const { client, say } = await open();
    const news = client.subscribe(['SUBSCRIBE', 'a']);
    await say(said('subscribe', 'a', 1), ...Array.from({ length: 300 }, (_, i) => said('message', 'a', String(i))));
    expect(await take(news, 300)).toEqual(Array.from({ length: 300 }, (_, i) => ['message', 'a', String(i)]));
  });

  test('a subscription ends with the connection, and throws what ended it', async () => {
    const { client, say } = await open();
    const news = client.subscribe(['SUBSCRIBE', 'a']);
    await say(said('subscribe', 'a', 1), said('message', 'a', 'last'), '@wrong\r\n');
    expect(await take(news, 1)).toEqual([['message', 'a', 'last']]);
    await expect(news.next()).rejects.toMatchObject({ blame: 'remote' });
  });

  test('a subscription within MULTI is refused here', async () => {
    const { client, say } = await open();
    const multi = client.request(['MULTI']);
    await say('+OK\r\n');
    await multi;
    expect(await outcomes([client.request(['SUBSCRIBE', 'a', 'b'])])).toEqual(['subscription-in-transaction no']);
    const exec = client.request(['EXEC']);
    await say('*0\r\n');
    expect(await exec).toEqual([]);
  });

  test('WATCH, MULTI, commands and EXEC have a reply each', async () => {
    const { client, say } = await open();
    const lines: Request[] = [['WATCH', 'k'], ['MULTI'], ['GET', 'k'], ['PING'], ['EXEC'], ['PING']];
    const requests = lines.map((line) => client.request(line));
    await say('+OK\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n$1\r\nv\r\n+PONG\r\n+PONG\r\n');
    expect(await outcomes(requests)).toEqual(['OK', 'OK', 'QUEUED', 'QUEUED', ['v', 'PONG'], 'PONG']);
  });

  test.each([
    ['more elements than were queued', '+QUEUED\r\n', ':1\r\n', '*2\r\n:1\r\n:2\r\n'],
    ['fewer', '+QUEUED\r\n', '+QUEUED\r\n', '*1\r\n:1\r\n'],
    ['one for a command that was refused', '+QUEUED\r\n', '-ERR unknown\r\n', '*2\r\n:1\r\n:2\r\n'],
  ])('a reply to EXEC with %s is none', async (_, ...replies) => {
    const { client, say } = await open();
    const lines: Request[] = [['MULTI'], ['INCR', 'k'], ['INCR', 'k'], ['EXEC']];
    const requests = lines.map((line) => client.request(line));
    await say('+OK\r\n', ...replies);
    expect((await outcomes(requests)).at(-1)).toBe('reply-mismatch maybe');
  });

  test.each<[string, Request[], string, unknown]>([
    ['what is watched has changed', [['INCR', 'k']], '+QUEUED\r\n*-1\r\n', null],
    [
      'a transaction before it was discarded',
      [['DISCARD'], ['MULTI'], ['PING']],
      '+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n+PONG\r\n',
      ['PONG'],
    ],
    ['MULTI was said twice', [['PING'], ['MULTI']], '+QUEUED\r\n-ERR nested\r\n*1\r\n+PONG\r\n', ['PONG']],
  ])('EXEC has its reply where %s', async (_, between, replies, expected) => {
    const { client, say } = await open();
    const lines: Request[] = [['MULTI'], ...between, ['EXEC']];
    const requests = lines.map((line) => client.request(line));
    await say('+OK\r\n', replies);
    expect((await outcomes(requests)).at(-1)).toEqual(expected);
  });

  test('what a transaction queued without a word is not counted', async () => {
    const { client, say } = await open();
    for (const line of [['CLIENT', 'REPLY', 'OFF'], ['MULTI'], ['PING']] as Request[]) await client.send(line);
    const on = client.request(['CLIENT', 'REPLY', 'ON']);
    const exec = client.request(['EXEC']);
    await say('+QUEUED\r\n*2\r\n+PONG\r\n+OK\r\n');
    expect(await outcomes([on, exec])).toEqual(['QUEUED', ['PONG', 'OK']]);
  });

  test('MONITOR is a subscription, and replies come between its lines', async () => {
    const { client, say } = await open();
    const lines = client.subscribe(['MONITOR']);
    const line = '1339518083.107412 [0 127.0.0.1:60866] "keys" "*"';
    await say('+OK\r\n', `+${line}\r\n`);
    const ping = client.request(['PING']);
    await say(`+${line}\r\n+PONG\r\n`);
    expect(await ping).toBe('PONG');
    expect(await take(lines, 2)).toEqual([line, line]);
    const reset = client.request(['RESET']);
    await say('+RESET\r\n');
    expect(await reset).toBe('RESET');
  });

  test('CLIENT REPLY says which have no reply', async () => {
    const { client, say } = await open();
    const sent: Request[] = [['CLIENT', 'REPLY', 'SKIP'], ['PING']];
    for (const line of sent) await client.send(line);
    const first = client.request(['PING', 'a']);
    await client.send(['client', 'reply', 'off']);
    expect(await outcomes([client.request(['PING'])])).toEqual(['no-reply no']);
    const on = client.request(['CLIENT', 'REPLY', 'ON']);
    const last = client.request(['PING', 'x']);
    await say('$1\r\na\r\n+OK\r\n$1\r\nx\r\n');
    expect(await outcomes([first, on, last])).toEqual(['a', 'OK', 'x']);
  });

  test.each([
    ['a reply to nothing', '+OK\r\n'],
    ['a confirmation of what nobody asked for', said('subscribe', 'x', 1)],
  ])('%s ends the connection', async (_, bytes) => {
    const { client, say } = await open();
    await say(bytes);
    expect(await client.closed).toMatchObject({ by: 'remote', error: { code: 'reply-mismatch' } });
  });
});

test('in version 3 an array that looks like a message is a reply', async () => {
  const { client, say } = await three();
  const news = client.subscribe(['SUBSCRIBE', 'a']);
  await say(push('subscribe', 'a', 1));
  const list = client.request(['LRANGE', 'k', 0, -1]);
  await say(push('message', 'a', 'one'), array('message', 'a', 'no news'));
  expect(await list).toEqual(['message', 'a', 'no news']);
  expect(await take(news, 1)).toEqual([['message', 'a', 'one']]);
});

test('in version 2 so is one while nothing is subscribed to', async () => {
  const { client, say } = await two();
  const list = client.request(['LRANGE', 'k', 0, -1]);
  await say(array('message', 'a', 'no news'));
  expect(await list).toEqual(['message', 'a', 'no news']);
});

test('in version 2 what Redis refuses to a subscriber is refused', async () => {
  const { client, say } = await two();
  const requests = [client.request(['SUBSCRIBE', 'a']), client.request(['GET', 'k'])];
  await say(array('subscribe', 'a', 1), "-ERR Can't execute 'get': only (P|S)SUBSCRIBE\r\n");
  expect(await outcomes(requests)).toEqual([
    ['subscribe', 'a', 1],
    new ErrorReply("ERR Can't execute 'get': only (P|S)SUBSCRIBE"),
  ]);
});

test('pushes of other kinds count for no request', async () => {
  const pushes: unknown[] = [];
  const { client, say } = await scripted(
    respClient({ bulk: 'text', version: 3 }),
    { onEvent: (event) => event.type === 'push' && pushes.push(event) },
    HELLO,
  );
  const ping = client.request(['PING']);
  await say('>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n+PONG\r\n');
  expect(await ping).toBe('PONG');
  expect(pushes).toHaveLength(1);
  expect(client.underWay).toEqual({ requests: 0, unasked: 0 });
});

test('names that are no UTF-8 are told apart, and unsubscribed from as they are', async () => {
  const { client, say, heard } = await scripted(respClient());
  const news = client.subscribe(['SUBSCRIBE', Uint8Array.of(0xff)]);
  await say('*3\r\n$9\r\nsubscribe\r\n$1\r\n\xff\r\n:1\r\n', '*3\r\n$7\r\nmessage\r\n$1\r\n\xff\r\n$1\r\nx\r\n');
  expect((await news.next()).value).toHaveLength(3);
  await news.return?.();
  await say();
  expect(heard()).toContain('$11\r\nUNSUBSCRIBE\r\n$1\r\n\xff\r\n');
});
