/** How a server ends. */
import { describe, expect, test } from 'vitest';
import { connect, type Handler, LocalError, type ServeOptions, serve } from '../src/index.js';
import { lines } from './kit/lines.js';
import { deferred, failureOf, isSettled, world } from './kit/world.js';

async function served(handler: Handler<string, string>, options: ServeOptions<string, string> = {}) {
  const network = world();
  const server = await serve(lines(), handler, network.endpoint('server'), { onError() {}, ...options });
  const client = await connect(lines(), network.endpoint('server'));
  return { network, server, client, endpoint: network.endpoint('server') };
}

describe('close', () => {
  test('ends idle connections in order and takes no new ones', async () => {
    const { server, client, endpoint } = await served((line) => line);
    await client.request('one');
    await server.close();
    await client.closed;
    expect(server.peers.size).toBe(0);
    expect((await client[Symbol.asyncIterator]().next()).done).toBe(true);
    expect(await failureOf(connect(lines(), endpoint))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('answers the request under way first', async () => {
    const gate = deferred<string>();
    const { server, client, network } = await served(() => gate.promise);
    const reply = client.request('one');
    await network.runUntilIdle();
    const closed = server.close();
    await network.runUntilIdle();
    expect(await isSettled(closed)).toBe(false);
    gate.resolve('answer');
    expect(await reply).toBe('answer');
    await closed;
  });

  test('does not answer requests after it', async () => {
    const gate = deferred<string>();
    let handled = 0;
    const { server, client, network } = await served(() => {
      handled += 1;
      return gate.promise;
    });
    const replies = [client.request('one'), client.request('two')];
    await network.runUntilIdle();
    const closed = server.close();
    gate.resolve('answer');
    expect(await replies[0]).toBe('answer');
    expect(await failureOf(replies[1] as Promise<string>)).toMatchObject({
      blame: 'remote',
      code: 'closed-before-reply',
    });
    await closed;
    expect(handled).toBe(1);
  });

  test('resets after the time-out drain what is not over, and resolves', async () => {
    const { server, client, network } = await served(() => new Promise<string>(() => {}), {
      timeouts: { drain: 1_000 },
    });
    const reply = failureOf(client.request('one'));
    await network.runUntilIdle();
    const closed = server.close();
    await network.advanceBy(999);
    expect(await isSettled(closed)).toBe(false);
    await network.advanceBy(1);
    expect(await isSettled(closed)).toBe(true);
    expect(await reply).toMatchObject({ code: 'ECONNRESET' });
    expect(server.peers.size).toBe(0);
  });

  test('twice is as good as once, and without connections is at once', async () => {
    const network = world();
    const server = await serve(lines(), (line) => line, network.endpoint('server'));
    await Promise.all([server.close(), server.close()]);
    await using again = await serve(lines(), (line) => line, network.endpoint('server'));
    expect(again.peers.size).toBe(0);
  });
});

describe('abort', () => {
  test('resets every connection, and gives the reason', async () => {
    const errors: unknown[] = [];
    const { server, client } = await served(() => new Promise<string>(() => {}), {
      onError: (error) => void errors.push(error),
    });
    const reply = failureOf(client.request('one'));
    await server.abort('enough');
    expect(await reply).toMatchObject({ blame: 'transport', code: 'ECONNRESET' });
    expect(errors).toMatchObject([{ code: 'aborted', cause: 'enough' }]);
  });

  test('while it closes ends the waiting of both', async () => {
    const { server, client, network } = await served(() => new Promise<string>(() => {}));
    void client.request('one').catch(() => {});
    await network.runUntilIdle();
    const closed = server.close();
    const aborted = server.abort();
    await network.runUntilIdle();
    expect([await isSettled(closed), await isSettled(aborted)]).toEqual([true, true]);
  });

  test('tells each connection an error of its own', async () => {
    const errors: { readonly offset: number | undefined }[] = [];
    const { server, client, network } = await served((line) => line, {
      onError: (error) => void errors.push(error),
      timeouts: { drain: 10 },
    });
    const other = await connect(lines(), network.endpoint('server'));
    await client.request('longer');
    await other.request('x');
    await server.abort(new LocalError('enough', 'a reason that has a code'));
    expect(new Set(errors).size).toBe(2);
    expect(errors.map(({ offset }) => offset).sort()).toEqual(['longer\n'.length, 'x\n'.length].sort());
  });

  test('by a signal does the same', async () => {
    const controller = new AbortController();
    const { server, client, network } = await served((line) => line, { signal: controller.signal });
    await client.request('one');
    controller.abort();
    await client.closed;
    await network.runUntilIdle();
    expect(server.peers.size).toBe(0);
  });

  test('by a signal that has fired already does not begin', async () => {
    const network = world();
    const signal = AbortSignal.abort('too late');
    expect(await failureOf(serve(lines(), (line) => line, network.endpoint('server'), { signal }))).toBe('too late');
  });

  test('a signal is let go of when the server is closed', async () => {
    const listening = new Set<unknown>();
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', listener: () => void) => void listening.add(listener),
      removeEventListener: (_: 'abort', listener: () => void) => void listening.delete(listener),
    };
    const { server, client } = await served((line) => line, { signal });
    expect(listening.size).toBeGreaterThan(0);
    await client.close();
    await server.close();
    expect(listening.size).toBe(0);
  });
});

describe('one connection of a server', () => {
  test('can be drained: it answers what is under way and closes in order', async () => {
    const { client } = await served((line, peer) => {
      peer.drain();
      return line;
    });
    expect(await client.request('one')).toBe('one');
    await client.closed;
    expect(await failureOf(client.request('two'))).toMatchObject({
      code: 'connection-ended',
      blame: 'remote',
      sent: 'no',
    });
  });

  test('can be aborted', async () => {
    const { client } = await served((_, peer) => {
      peer.abort('enough');
      return undefined;
    });
    expect(await failureOf(client.request('one'))).toMatchObject({ code: 'ECONNRESET' });
  });

  test('can be finished: what was sent arrives', async () => {
    const { client } = await served((line, peer) => {
      peer.send(line);
      peer.finish();
      return undefined;
    });
    expect(await client.request('one')).toBe('one');
    await client.closed;
  });

  test('knows its addresses and its states', async () => {
    let seen: unknown[] = [];
    const { client } = await served((line, peer) => {
      seen = [peer.state('read'), peer.local, peer.remote];
      return line;
    });
    await client.request('one');
    expect(seen).toEqual(['responding', client.remote, client.local]);
  });
});
