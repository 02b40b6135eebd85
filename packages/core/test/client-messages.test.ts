/** The messages of a client that are not replies: its async iterator. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Handler } from '../src/index.js';
import { type Client, type ConnectClientOptions, connect, serve } from '../src/index.js';
import { lines } from './kit/lines.js';
import { deferred, failureOf, isSettled, type SimulatedConnection, world } from './kit/world.js';

async function connected(
  handler: Handler<string, string>,
  options: Parameters<typeof world>[0] = {},
  clientOptions: ConnectClientOptions = {},
) {
  const connections: SimulatedConnection[] = [];
  const network = world({ ...options, onConnection: (connection) => void connections.push(connection) });
  const server = await serve(lines(), handler, network.endpoint('server'), { onError() {} });
  const client = await connect(lines(), network.endpoint('server'), clientOptions);
  return { network, server, client, connections };
}

async function all(client: Client<string, string>): Promise<string[]> {
  const messages: string[] = [];
  for await (const message of client) messages.push(message);
  return messages;
}

async function allBatches(
  client: Client<string, string>,
  batches: (readonly string[])[] = [],
): Promise<(readonly string[])[]> {
  for await (const batch of client.batches()) batches.push(batch);
  return batches;
}

/** Sends so many lines for a request, and then ends. */
const counting: Handler<string, string> = function* (line, peer) {
  for (let i = 0; i < Number(line); i++) yield String(i);
  peer.finish();
};

/** A client to which two hundred messages have come that nobody has taken. */
async function withTwoHundred() {
  const world = await connected((line, peer) => {
    for (let i = 0; i < 200; i++) peer.send(`${line} ${i}`);
    return undefined;
  });
  await world.client.send('m');
  await world.network.runUntilIdle();
  return world;
}

describe('the iterator', () => {
  test('gives every message in order, and ends with the connection', async () => {
    const { client } = await connected(counting);
    await client.send('1000');
    expect(await all(client)).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
  });

  test('waits for a message', async () => {
    const gate = deferred<string>();
    const { client, network } = await connected(() => gate.promise);
    const next = client[Symbol.asyncIterator]().next();
    await client.send('x');
    await network.runUntilIdle();
    expect(await isSettled(next)).toBe(false);
    gate.resolve('now');
    expect(await next).toEqual({ done: false, value: 'now' });
  });

  test('asked several times at once, answers in order', async () => {
    const { client } = await connected(counting);
    const messages = client[Symbol.asyncIterator]();
    const three = Promise.all([messages.next(), messages.next(), messages.next()]);
    await client.send('2');
    expect(await three).toEqual([
      { done: false, value: '0' },
      { done: false, value: '1' },
      { done: true, value: undefined },
    ]);
  });

  test('throws when the connection fails, after the messages that came before', async () => {
    const { client, network } = await connected(function* (_, peer) {
      yield 'a';
      yield 'b';
      yield 'bad';
      peer.finish();
    });
    await client.send('x');
    await network.runUntilIdle();
    const messages = client[Symbol.asyncIterator]();
    expect([(await messages.next()).value, (await messages.next()).value]).toEqual(['a', 'b']);
    expect(await failureOf(messages.next())).toMatchObject({ blame: 'remote', code: 'protocol-violation' });
  });

  test('throws for who waits when the connection fails', async () => {
    const { client } = await connected((line) => line);
    const next = failureOf(client[Symbol.asyncIterator]().next());
    await client.abort('enough');
    expect(await next).toMatchObject({ code: 'aborted', cause: 'enough' });
  });

  test('does not get replies to requests', async () => {
    const { client } = await connected((line, peer) => {
      if (line !== 'request') return line;
      peer.send('reply');
      return 'news';
    });
    const next = client[Symbol.asyncIterator]().next();
    expect(await client.request('request')).toBe('reply');
    expect((await next).value).toBe('news');
  });

  test('left by `break` goes on where it was', async () => {
    const { client } = await connected(counting);
    await client.send('5');
    for await (const message of client) if (message === '2') break;
    expect(await all(client)).toEqual(['3', '4']);
  });

  test('ends at once when the client closes, and drops what nobody read', async () => {
    const { client, network } = await connected(counting);
    await client.send('10');
    await network.runUntilIdle();
    await client.close();
    expect(await all(client)).toEqual([]);
  });
});

/** The same, all at once. */
const atOnce: Handler<string, string> = (line, peer) => {
  for (let i = 0; i < Number(line); i++) peer.send(String(i));
  peer.finish();
  return undefined;
};

describe('the iterator of batches', () => {
  test('gives every message in order, several at a time, and ends with the connection', async () => {
    const { client } = await connected(atOnce);
    await client.send('1000');
    const batches = await allBatches(client);
    expect(batches.flat()).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
    expect(batches.length).toBeLessThan(100);
    expect(batches).not.toContainEqual([]);
  });

  test('gives what came in one chunk in one list, also to who waits for it', async () => {
    const { client, network } = await connected((line, peer) => {
      for (const letter of line) peer.send(letter);
      return undefined;
    });
    const batches = client.batches();
    const next = batches.next();
    await network.runUntilIdle();
    expect(await isSettled(next)).toBe(false);
    await client.send('abc');
    expect(await next).toEqual({ done: false, value: ['a', 'b', 'c'] });
    await client.send('de');
    await client.send('f');
    await network.runUntilIdle();
    expect(await batches.next()).toEqual({ done: false, value: ['d', 'e', 'f'] });
  });

  test('throws when the connection fails, after the messages that came before', async () => {
    const { client, network, connections } = await withTwoHundred();
    for (const connection of connections) connection.reset();
    await network.runUntilIdle();
    const batches: (readonly string[])[] = [];
    const failure = await failureOf(allBatches(client, batches));
    expect(batches.flat()).toHaveLength(200);
    expect(failure).toMatchObject({ code: 'ECONNRESET' });
  });

  test('left by `break` goes on after the list that it was at', async () => {
    const { client, network } = await connected(atOnce);
    await client.send('5');
    await network.runUntilIdle();
    for await (const batch of client.batches()) {
      expect(batch[0]).toBe('0');
      const rest = Array.from({ length: 5 }, (_, i) => String(i)).slice(batch.length);
      expect(await all(client)).toEqual(rest);
      break;
    }
  });

  test('and the one of messages share what comes, whoever asks: each gets each message once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 41, maxLength: 41 }), async (turns) => {
        const { client } = await connected(atOnce);
        await client.send('40');
        const [messages, batches] = [client[Symbol.asyncIterator](), client.batches()];
        const taken: string[] = [];
        for (const inBatches of turns) {
          const { value } = await (inBatches ? batches.next() : messages.next());
          if (value !== undefined) taken.push(...(typeof value === 'string' ? [value] : value));
        }
        expect(taken).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
      }),
      { numRuns: 20 },
    );
  });

  test('of a client that pauses gives no more at a time than may wait', async () => {
    const { client } = await connected(atOnce, {}, { untaken: 'pause' });
    await client.send('1000');
    const batches = await allBatches(client);
    expect(batches.flat()).toHaveLength(1000);
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(64 + 1);
  });
});

describe('back-pressure', () => {
  test('a client that pauses where it does not read its messages is not sent many', async () => {
    let made = 0;
    const line = 'x'.repeat(1_000);
    const { client, network } = await connected(
      function* () {
        for (; made < 5_000; made++) yield line;
      },
      { receiveBuffer: 16_384, highWater: 16_384 },
      { untaken: 'pause' },
    );
    await client.send('go');
    await network.runUntilIdle();
    // The limits of both sides and what the network holds, not the five million bytes.
    expect(made).toBeLessThan(600);
    let read = 0;
    for await (const message of client) {
      expect(message).toBe(line);
      read += 1;
      if (read === 5_000) break;
    }
    expect(made).toBe(5_000);
  });

  test('what arrived before a reset is read before it is told', async () => {
    const { client, network, connections } = await withTwoHundred();
    // More messages have arrived than the client takes unread: the rest waits as bytes.
    for (const connection of connections) connection.reset();
    await network.runUntilIdle();
    const messages: string[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const message of client) messages.push(message);
      })(),
    );
    expect(messages).toHaveLength(200);
    expect(failure).toMatchObject({ code: 'ECONNRESET' });
  });

  test('what arrived before an orderly end is read before that', async () => {
    const { client, network } = await connected((line, peer) => {
      for (let i = 0; i < 200; i++) peer.send(`${line} ${i}`);
      peer.finish();
      return undefined;
    });
    await client.send('m');
    client.finish();
    await network.runUntilIdle();
    const messages = await all(client);
    expect(messages).toHaveLength(200);
    await client.closed;
  });

  test('send resolves when there is room', async () => {
    const network = world({ receiveBuffer: 1_000, highWater: 1_000 });
    const gate = deferred<undefined>();
    await serve(lines(), () => gate.promise, network.endpoint('server'), { limits: { bufferedBytes: 1_000 } });
    const client = await connect(lines(), network.endpoint('server'), { limits: { bufferedOutput: 1_000 } });
    let sent = 0;
    const sending = (async () => {
      for (; sent < 100; sent++) await client.send('x'.repeat(500));
    })();
    await network.runUntilIdle();
    expect(sent).toBeLessThan(15);
    gate.resolve(undefined);
    await sending;
    expect(sent).toBe(100);
  });

  test('send that waits for room is told when the connection fails', async () => {
    const network = world({ receiveBuffer: 1_000, highWater: 1_000 });
    await serve(lines(), () => new Promise<string>(() => {}), network.endpoint('server'), {
      limits: { bufferedBytes: 1_000 },
      onError() {},
    });
    const client = await connect(lines(), network.endpoint('server'), { limits: { bufferedOutput: 1_000 } });
    const sending = failureOf(
      (async () => {
        for (;;) await client.send('x'.repeat(500));
      })(),
    );
    await network.runUntilIdle();
    await client.abort('enough');
    expect(await sending).toMatchObject({ code: 'aborted' });
  });

  test('send that waits for room hears of it also when nobody reads what arrives', async () => {
    // Each line is answered; more answers arrive than a client keeps unread, while its own output is full.
    const network = world({ receiveBuffer: 200, highWater: 200 });
    await serve(lines(), (line) => line, network.endpoint('server'), { onError() {} });
    const client = await connect(lines(), network.endpoint('server'), { limits: { bufferedOutput: 100 } });
    const sending = (async () => {
      for (let i = 0; i < 60; i++) await client.send('y'.repeat(20));
    })();
    await network.runUntilIdle();
    await sending;
    await client.abort();
  });

  test('send that waits for room fails with the connection also when nobody reads what arrives', async () => {
    const network = world({ receiveBuffer: 200, highWater: 200 });
    const server = await serve(lines(), (line) => line, network.endpoint('server'), { onError() {} });
    const client = await connect(lines(), network.endpoint('server'), {
      untaken: 'pause',
      limits: { bufferedOutput: 100 },
    });
    const sending = failureOf(
      (async () => {
        for (;;) await client.send('y'.repeat(20));
      })(),
    );
    await network.runUntilIdle();
    for (const peer of server.peers) peer.abort();
    await network.runUntilIdle();
    expect(await sending).toMatchObject({ blame: 'transport', code: 'ECONNRESET' });
  });
});
