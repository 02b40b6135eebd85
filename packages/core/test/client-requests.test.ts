/** Requests and replies of a client. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectClientOptions } from '../src/index.js';
import { connect, type Handler, serve } from '../src/index.js';
import { lines } from './kit/lines.js';
import { byteByByte, deferred, failureOf, randomSizes, world } from './kit/world.js';

async function connected(handler: Handler<string, string>, options: ConnectClientOptions = {}) {
  const network = world();
  const server = await serve(lines(), handler, network.endpoint('server'), { onError() {} });
  const client = await connect(lines(), network.endpoint('server'), options);
  return { network, server, client };
}

describe('requests', () => {
  test('get their replies in order, for any chunking and any handler', async () => {
    const requests = fc.array(fc.record({ line: fc.stringMatching(/^[a-z]{1,20}$/), later: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        requests,
        fc.nat(),
        fc.constantFrom(byteByByte(), randomSizes()),
        async (requests, seed, chunking) => {
          const network = world({ seed, chunking, latency: [0, 20] });
          const laters = new Set(requests.flatMap(({ line, later }, i) => (later ? [`${i} ${line}`] : [])));
          const handler = (line: string) => {
            if (!laters.has(line)) return line.toUpperCase();
            return new Promise<string>((resolve) => network.clock.setTimer(() => resolve(line.toUpperCase()), 5));
          };
          const server = await serve(lines(), handler, network.endpoint('server'));
          const client = await network.runUntil(connect(lines(), network.endpoint('server')));
          const replies = await network.runUntil(
            Promise.all(requests.map(({ line }, i) => client.request(`${i} ${line}`))),
          );
          expect(replies).toEqual(requests.map(({ line }, i) => `${i} ${line.toUpperCase()}`));
          await network.runUntil(client.close());
          await network.runUntil(server.close());
        },
      ),
      { numRuns: 25 },
    );
  });

  test('of one task leave in one write', async () => {
    const { client, network } = await connected((line) => line);
    const before = network.steps;
    await Promise.all(Array.from({ length: 50 }, (_, i) => client.request(String(i))));
    expect(network.steps - before).toBeLessThan(10);
  });

  test('more than messagesInFlight are refused, by the name of the limit and its value', async () => {
    const gate = deferred<string>();
    const { client } = await connected(() => gate.promise, { limits: { messagesInFlight: 2 } });
    const replies = [client.request('a'), client.request('b')];
    const error = await failureOf(client.request('c'));
    expect(error).toMatchObject({ blame: 'local', code: 'limit-messages-in-flight' });
    expect((error as Error).message).toContain('messagesInFlight is 2');
    gate.resolve('reply');
    expect(await Promise.all(replies)).toEqual(['reply', 'reply']);
    expect(await client.request('d')).toBe('reply');
  });

  test('that cannot be written are refused, and others go on', async () => {
    const { client } = await connected((line) => line);
    const replies = [client.request('a'), failureOf(client.request('unencodable')), client.request('b')];
    expect(await replies[0]).toBe('a');
    expect(await replies[1]).toMatchObject({ blame: 'local', code: 'encode-failed' });
    expect(await replies[2]).toBe('b');
  });
});

describe('a signal', () => {
  test('gives up waiting; the late reply is dropped, and the next one is not taken for it', async () => {
    const gate = deferred<string>();
    const { client } = await connected((line) => (line === 'slow' ? gate.promise : line));
    const controller = new AbortController();
    const slow = failureOf(client.request('slow', { signal: controller.signal }));
    const next = client.request('next');
    controller.abort('impatient');
    expect(await slow).toBe('impatient');
    gate.resolve('late');
    expect(await next).toBe('next');
  });

  test('that has fired already sends nothing', async () => {
    let handled = 0;
    const { client, network } = await connected((line) => {
      handled += 1;
      return line;
    });
    expect(await failureOf(client.request('a', { signal: AbortSignal.abort('before') }))).toBe('before');
    await network.runUntilIdle();
    expect(handled).toBe(0);
  });

  test('is let go of when the reply has come', async () => {
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
      removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
    };
    const { client } = await connected((line) => line);
    const reply = client.request('a', { signal });
    await Promise.resolve();
    expect(listeners.size).toBe(1);
    await reply;
    expect(listeners.size).toBe(0);
  });

  test('of the connection gives up connecting', async () => {
    const network = world({ latency: 1_000 });
    await serve(lines(), (line) => line, network.endpoint('server'));
    const controller = new AbortController();
    const connecting = failureOf(connect(lines(), network.endpoint('server'), { signal: controller.signal }));
    controller.abort('never mind');
    expect(await connecting).toBe('never mind');
  });

  test('of the connection resets it, with the reason as the cause', async () => {
    const controller = new AbortController();
    const { client } = await connected(() => new Promise<string>(() => {}), { signal: controller.signal });
    const reply = failureOf(client.request('a'));
    controller.abort('enough');
    expect(await reply).toMatchObject({ blame: 'local', code: 'aborted', cause: 'enough' });
    await client.closed;
  });
});

describe('a request without a reply', () => {
  test('fails when the remote ends in order', async () => {
    const { client } = await connected((_, peer) => {
      peer.finish();
      return undefined;
    });
    expect(await failureOf(client.request('a'))).toMatchObject({ blame: 'remote', code: 'closed-before-reply' });
  });

  test('fails when the remote resets', async () => {
    const { client } = await connected((_, peer) => {
      peer.abort();
      return undefined;
    });
    expect(await failureOf(client.request('a'))).toMatchObject({
      blame: 'transport',
      code: 'ECONNRESET',
      stage: 'read',
    });
  });

  test('fails when the reply is malformed, and so do those after it', async () => {
    const { client } = await connected((line) => (line === 'b' ? 'bad' : line));
    const replies = ['a', 'b', 'c'].map((line) => client.request(line).catch((error: unknown) => error));
    expect(await Promise.all(replies)).toMatchObject([
      'a',
      { code: 'protocol-violation' },
      { code: 'protocol-violation' },
    ]);
  });

  test('fails when time runs out', async () => {
    const network = world();
    await serve(lines(), () => new Promise<string>(() => {}), network.endpoint('server'), { onError() {} });
    const client = await connect(lines(), network.endpoint('server'), { timeouts: { total: 5_000 } });
    const reply = failureOf(client.request('a'));
    await network.advanceBy(5_000);
    expect(await reply).toMatchObject({ blame: 'timeout', code: 'timeout-total' });
  });

  test('after the failure fails with it', async () => {
    const { client } = await connected((line) => line);
    await client.abort('enough');
    expect(await failureOf(client.request('a'))).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(await failureOf(client.send('a'))).toMatchObject({ code: 'aborted' });
  });
});

describe('closing', () => {
  test('in order waits for the replies under way', async () => {
    const gate = deferred<string>();
    const { client, network } = await connected(() => gate.promise);
    const reply = client.request('a');
    await network.runUntilIdle();
    const closed = client.close();
    gate.resolve('reply');
    expect(await reply).toBe('reply');
    await closed;
    expect(await failureOf(client.request('b'))).toMatchObject({ code: 'not-sending' });
  });

  test('twice is as good as once, and after an abort too', async () => {
    const { client } = await connected((line) => line);
    await Promise.all([client.close(), client.close()]);
    await client.abort();
    await client.close();
  });

  test('is what `await using` does', async () => {
    const { network, server } = await connected((line) => line);
    {
      await using client = await connect(lines(), network.endpoint('server'));
      await client.request('a');
    }
    await network.runUntilIdle();
    expect(server.peers.size).toBe(1);
  });

  test('finish says that there are no more requests, and goes on receiving', async () => {
    const gate = deferred<string>();
    const { client, network } = await connected(() => gate.promise);
    const reply = client.request('a');
    client.finish();
    await network.runUntilIdle();
    gate.resolve('reply');
    expect(await reply).toBe('reply');
    await client.closed;
  });
});

test('connecting where nobody listens fails with the stage', async () => {
  expect(await failureOf(connect(lines(), world().endpoint('nowhere')))).toMatchObject({
    blame: 'transport',
    code: 'ECONNREFUSED',
    stage: 'connect',
  });
});
