/** Servers that answer several requests of one connection side by side. */
import { describe, expect, test } from 'vitest';
import { connect, defaultTimeouts, type Handler, type Peer, serve } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { deferred, isSettled, world } from '../kit/world.js';
import { byKey } from './kit.js';

async function started(handler: Handler<string, string>, concurrency: number, keyed = false) {
  const network = world();
  const errors: string[] = [];
  const protocol = () => lines(keyed ? { replies: byKey } : {});
  const server = await serve(protocol(), handler, network.endpoint('server'), {
    concurrency,
    onError: ({ code }) => void errors.push(code),
  });
  const client = await connect(protocol(), network.endpoint('server'));
  return { network, server, client, errors };
}

/** A handler whose requests wait until the test answers them, by what they are. */
function gated() {
  const gates = new Map<string, ReturnType<typeof deferred<string>>>();
  const handler: Handler<string, string> = (line) => {
    const gate = deferred<string>();
    gates.set(line, gate);
    return gate.promise;
  };
  return { handler, gates, answer: (line: string) => gates.get(line)?.resolve(line.toUpperCase()) };
}

describe('concurrency', () => {
  test('1 hears of a request when the last one is answered', async () => {
    const { handler, gates, answer } = gated();
    const { network, client } = await started(handler, 1);
    const replies = Promise.all(['a', 'b'].map((line) => client.request(line)));
    await network.runUntilIdle();
    expect([...gates.keys()]).toEqual(['a']);
    answer('a');
    await network.runUntilIdle();
    answer('b');
    expect(await replies).toEqual(['A', 'B']);
  });

  test('3 hears of three, and of the fourth when one is answered; replies keep their order', async () => {
    const { handler, gates, answer } = gated();
    const { network, client } = await started(handler, 3);
    const replies = ['a', 'b', 'c', 'd', 'e'].map((line) => client.request(line));
    await network.runUntilIdle();
    expect([...gates.keys()]).toEqual(['a', 'b', 'c']);
    answer('c');
    answer('b');
    await network.runUntilIdle();
    // They wait for the first, and so does whatever is after them.
    expect(await isSettled(replies[1] as Promise<string>)).toBe(false);
    expect([...gates.keys()]).toEqual(['a', 'b', 'c']);
    answer('a');
    await network.runUntilIdle();
    expect([...gates.keys()]).toEqual(['a', 'b', 'c', 'd', 'e']);
    answer('e');
    answer('d');
    expect(await Promise.all(replies)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  test('lets replies out as they come, where they name their request', async () => {
    const { handler, answer } = gated();
    const { network, client } = await started(handler, 3, true);
    const replies = ['a', 'b', 'c', 'd'].map((line) => client.request(line));
    await network.runUntilIdle();
    answer('2 c');
    expect(await replies[2]).toBe('2 C');
    answer('3 d');
    expect(await replies[3]).toBe('3 D');
    answer('0 a');
    answer('1 b');
    expect(await Promise.all(replies)).toEqual(['0 A', '1 B', '2 C', '3 D']);
  });

  test('keeps the replies of one request together', async () => {
    const gate = deferred();
    const { client } = await started(
      (line) =>
        line === 'many'
          ? (async function* () {
              yield '1';
              await gate.promise;
              yield '2';
            })()
          : line,
      4,
    );
    const messages = client[Symbol.asyncIterator]();
    for (const line of ['many', 'b', 'many', 'c']) void client.send(line);
    expect((await messages.next()).value).toBe('1');
    gate.resolve();
    const rest: unknown[] = [];
    for (let i = 0; i < 5; i++) rest.push((await messages.next()).value);
    expect(rest).toEqual(['2', 'b', '1', '2', 'c']);
  });

  test('is a positive integer', async () => {
    await expect(started((line) => line, 0)).rejects.toThrow(RangeError);
    await expect(started((line) => line, 1.5)).rejects.toThrow(
      'concurrency must be a positive integer or Infinity, not 1.5',
    );
  });

  test('a handler that throws resets its connection', async () => {
    const { client, errors } = await started((line) => (line === 'b' ? Promise.reject(new Error('no')) : line), 3);
    expect(await client.request('a')).toBe('a');
    await expect(client.request('b')).rejects.toMatchObject({ blame: 'transport' });
    expect(errors).toEqual(['handler-threw']);
  });
});

describe('closing the server answers what is under way', () => {
  test('side by side', async () => {
    const { handler, answer } = gated();
    const { network, server, client, errors } = await started(handler, 3);
    const replies = ['a', 'b', 'c'].map((line) => client.request(line));
    await network.runUntilIdle();
    const closed = server.close();
    await network.runUntilIdle();
    for (const line of ['c', 'b', 'a']) answer(line);
    expect(await Promise.all(replies)).toEqual(['A', 'B', 'C']);
    await network.runUntilIdle();
    expect(await isSettled(closed)).toBe(true);
    expect(errors).toEqual([]);
  });

  test('also those that peer.send answers later', async () => {
    let later = () => {};
    const { network, server, client, errors } = await started(
      (line, peer) => {
        later = () => void peer.send(line.toUpperCase());
        return undefined;
      },
      3,
      true,
    );
    const reply = client.request('a');
    await network.runUntilIdle();
    const closed = server.close();
    await network.advanceBy(5_000);
    expect(await isSettled(closed)).toBe(false);
    later();
    expect(await reply).toBe('0 A');
    await network.runUntilIdle();
    expect(await isSettled(closed)).toBe(true);
    expect(errors).toEqual([]);
  });

  test('within drain, whatever the handlers do', async () => {
    const { handler } = gated();
    const { network, server, client } = await started(handler, 3);
    client.request('a').catch(() => {});
    await network.runUntilIdle();
    const closed = server.close();
    await network.advanceBy(defaultTimeouts.drain);
    expect(await isSettled(closed)).toBe(true);
  });
});

describe('what arrived whole before', () => {
  test('the remote ended is still answered', async () => {
    const { handler, answer } = gated();
    const { network, client } = await started(handler, 3);
    const replies = ['a', 'b'].map((line) => client.request(line));
    client.finish();
    await network.runUntilIdle();
    answer('b');
    answer('a');
    expect(await Promise.all(replies)).toEqual(['A', 'B']);
    expect(await client.closed).toMatchObject({ error: undefined });
  });

  test('a violation is still answered by a handler', async () => {
    const { handler, answer } = gated();
    const { network, errors, client } = await started(handler, 3);
    const replies = ['a', 'b'].map((line) => client.request(line));
    void client.send('bad');
    await network.runUntilIdle();
    expect(errors).toEqual([]);
    answer('a');
    answer('b');
    expect(await Promise.all(replies)).toEqual(['A', 'B']);
    await network.runUntilIdle();
    expect(errors).toEqual(['protocol-violation']);
  });

  test.each(['at once', 'in time'])('a violation is still answered by a reader, %s', async (when) => {
    const network = world();
    const heard: string[] = [];
    await network.endpoint('server').listen((transport) => {
      transport.start({
        data: (chunk) => void heard.push(Buffer.from(chunk).toString()),
        end() {},
        drain() {},
        error() {},
        close() {},
      });
      // In one chunk.
      transport.write([Buffer.from('one\ntwo\nbad\nthree\n')]);
    });
    const client = await connect(lines(), network.endpoint('server'));
    const seen: string[] = [];
    const failure = (async () => {
      for await (const message of client) {
        seen.push(message);
        if (when === 'in time') await new Promise<void>((resolve) => network.clock.setTimer(resolve, 1_000));
        await client.send(message.toUpperCase());
      }
    })().catch((error: unknown) => error);
    if (when === 'in time') await network.advanceBy(5_000);
    expect(await failure).toMatchObject({ blame: 'remote', code: 'protocol-violation', offset: 9 });
    expect(seen).toEqual(['one', 'two']);
    await network.runUntilIdle();
    expect(heard.join('')).toBe('ONE\nTWO\n');
  });

  test('the end does not wait for a reader when this side closes', async () => {
    const network = world();
    await serve(lines(), (line) => line, network.endpoint('server'), {
      onConnection: (peer) => void peer.send('news'),
    });
    const client = await connect(lines(), network.endpoint('server'));
    // Whoever took this one never comes back.
    await client[Symbol.asyncIterator]().next();
    await client.close();
    expect(await client.closed).toMatchObject({ error: undefined });
  });

  test('a violation is told in bounded time, whatever the reader does', async () => {
    const network = world();
    await network.endpoint('server').listen((transport) => {
      transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
      transport.write([Buffer.from('one\nbad\n')]);
    });
    const client = await connect(lines(), network.endpoint('server'));
    void (async () => {
      for await (const _ of client) await client.closed;
    })().catch(() => {});
    await network.advanceBy(defaultTimeouts.drain);
    await network.advanceBy(defaultTimeouts.drain);
    expect(await isSettled(client.closed)).toBe(true);
  });
});

test('requests that name the same key and are answered later: each reply makes room for one more', async () => {
  const network = world();
  const heard: string[] = [];
  const peers: Peer<string, string>[] = [];
  const handler: Handler<string, string> = (line, peer) => {
    heard.push(line);
    peers.push(peer);
    return undefined;
  };
  await serve(lines({ replies: byKey }), handler, network.endpoint('server'), { concurrency: 2 });
  const client = await connect(lines(), network.endpoint('server'));
  for (const line of ['1 a', '1 b', '2 c', '3 d']) await client.send(line);
  await network.runUntilIdle();
  expect(heard).toEqual(['1 a', '1 b']);
  peers[0]?.send('1 A');
  peers[1]?.send('1 B');
  await network.runUntilIdle();
  expect(heard).toEqual(['1 a', '1 b', '2 c', '3 d']);
});
