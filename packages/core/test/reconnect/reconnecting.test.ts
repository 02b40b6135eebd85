/** A client that comes back, in virtual time. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ReconnectOptions, TraceRecord, WirechartError } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { deferred, failureOf, isSettled } from '../kit/world.js';
import { type Place, place } from './kit.js';

const clients: { abort(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.abort()));
});

function started(at: Place, options: ReconnectOptions<string, string> = {}) {
  const client = at.client(options);
  clients.push(client);
  return client;
}

describe('a client that comes back', () => {
  it('answers requests before and after its server was away', async () => {
    const at = place();
    await at.start();
    const client = started(at);
    expect(await client.request('one')).toBe('one');
    await at.stop();
    await at.network.advanceBy(1_000);
    expect(client.current).toBeUndefined();
    await at.start();
    const reply = client.request('two');
    await at.network.advanceBy(20_000);
    expect(await reply).toBe('two');
  });

  it('lets requests wait while it is away, in their order, up to the queue', async () => {
    const at = place();
    const client = started(at, { whileAway: { queue: 2 } });
    const first = client.request('first');
    const second = client.request('second');
    const third = failureOf(client.request('third'));
    expect(await third).toMatchObject({ blame: 'local', code: 'limit-waiting-requests', sent: 'no' });
    expect(client.underWay).toEqual({ requests: 0, waiting: 2 });
    await at.start();
    await at.network.advanceBy(1_000);
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    expect(at.answered).toEqual(['first', 'second']);
  });

  it('refuses at once where it is told to, with what went wrong', async () => {
    const at = place();
    const client = started(at, { whileAway: 'refuse' });
    await at.network.advanceBy(10);
    const error = (await failureOf(client.request('x'))) as WirechartError;
    expect(error).toMatchObject({ blame: 'local', code: 'not-connected', sent: 'no' });
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('makes no request again that may have been acted on, unless it is safe', async () => {
    const at = place();
    await at.start(() => new Promise(() => {}));
    const client = started(at);
    const unsafe = failureOf(client.request('transfer'));
    const safe = client.request('look', { safe: true });
    await at.network.runUntilIdle();
    expect(at.answered).toEqual(['transfer']);
    await at.stop();
    expect(await unsafe).toMatchObject({ sent: 'maybe' });
    await at.start();
    await at.network.advanceBy(1_000);
    expect(await safe).toBe('look');
    expect(at.answered).toEqual(['transfer', 'look']);
  });

  it('waits longer after each failure, by the back-off, and comes back at the end of a wait', async () => {
    const at = place();
    const times: number[] = [];
    const client = started(at, {
      backoff: { first: 100, factor: 2, most: 500, jitter: 0 },
      onTransition: ({ to, time }) => {
        if (to === 'connecting') times.push(time);
      },
    });
    await at.network.advanceBy(2_000);
    // 100, 200, 400, then 500 again and again; connecting to nobody takes no time here.
    expect(times).toEqual([100, 300, 700, 1200, 1700]);
    expect(client.state).toBe('waiting');
  });

  it.each([
    [0.5, 50, 100],
    [1, 0, 100],
    [0.1, 90, 100],
  ])('leaves part %d of a wait to chance: between %d and %d ms', async (jitter, least, most) => {
    const waits = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const at = place({ seed });
      let began = 0;
      const client = started(at, {
        backoff: { first: 100, jitter },
        onTransition: ({ from, to, time }) => {
          if (from === 'failing' && to === 'waiting') began = time;
          if (from === 'waiting' && to === 'connecting' && waits.size < seed) waits.add(time - began);
        },
      });
      await at.network.advanceBy(100);
      await client.close();
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...waits)).toBeLessThanOrEqual(most);
    expect(waits.size).toBeGreaterThan(5);
  });

  it('repeats itself from a seed', async () => {
    const run = async () => {
      const at = place({ seed: 7 });
      const seen: TraceRecord[] = [];
      const client = started(at, { onTransition: (record) => void seen.push(record) });
      await at.network.advanceBy(30_000);
      await client.close();
      return seen;
    };
    expect(await run()).toEqual(await run());
  });

  it('gives up after so many attempts, and says so to all that wait', async () => {
    const at = place();
    const client = started(at, { attempts: 3, backoff: { jitter: 0 } });
    const waiting = failureOf(client.request('x'));
    await at.network.advanceBy(1_000);
    expect(client.state).toBe('given-up');
    expect(await waiting).toMatchObject({ code: 'not-connected', sent: 'no' });
    expect(await failureOf(client.ready())).toMatchObject({ code: 'not-connected' });
    expect(await isSettled(client.closed)).toBe(true);
  });

  it('forgets failed attempts only once a connection has lasted', async () => {
    const at = place();
    // Takes connections, and drops them at once.
    await at.start();
    const dropped = started(at, { attempts: 3, backoff: { jitter: 0 }, steady: 1_000 });
    for (let turn = 0; turn < 3; turn++) {
      await at.network.advanceBy(turn === 0 ? 0 : 400);
      at.peers.at(-1)?.abort();
    }
    await at.network.advanceBy(10);
    expect(dropped.state).toBe('given-up');
    const lasting = started(at, { attempts: 1, steady: 1_000 });
    await at.network.advanceBy(1_000);
    expect(lasting.state).toBe('open.steady');
    at.peers.at(-1)?.abort();
    await at.network.advanceBy(200);
    expect(lasting.state).toBe('open.fresh');
  });

  it('prepares each new connection before any request', async () => {
    const at = place();
    await at.start();
    const client = started(at, { prepare: async (connection) => void (await connection.request('login')) });
    const first = client.request('a');
    await at.network.runUntilIdle();
    expect(await first).toBe('a');
    await at.stop();
    await at.network.advanceBy(10);
    await at.start();
    const second = client.request('b');
    await at.network.advanceBy(1_000);
    expect(await second).toBe('b');
    expect(at.answered).toEqual(['login', 'a', 'login', 'b']);
  });

  it('counts a connection that cannot be prepared as a failed attempt, and closes it', async () => {
    const at = place();
    await at.start();
    const client = started(at, { attempts: 2, prepare: () => Promise.reject(new Error('wrong password')) });
    await at.network.advanceBy(1_000);
    expect(client.state).toBe('given-up');
    const error = (await failureOf(client.request('x'))) as WirechartError;
    expect(error.message).toContain('wrong password');
    await at.network.advanceBy(20_000);
    expect(at.peers.map((peer) => peer.state('read'))).toEqual(['closed', 'closed']);
  });

  it('gives up one request by its signal, and by its time-out, while it is away', async () => {
    const at = place();
    const client = started(at);
    const controller = new AbortController();
    const aborted = failureOf(client.request('a', { signal: controller.signal }));
    const late = failureOf(client.request('b', { timeout: 500 }));
    controller.abort('enough');
    expect(await aborted).toBe('enough');
    await at.network.advanceBy(500);
    expect(await late).toMatchObject({ code: 'timeout-reply', sent: 'no' });
    expect(client.underWay.waiting).toBe(0);
  });

  it('ends all by its signal', async () => {
    const at = place();
    await at.start();
    const controller = new AbortController();
    const client = started(at, { signal: controller.signal });
    await client.ready();
    controller.abort(new Error('enough'));
    await client.closed;
    expect(client.state).toBe('closed');
    expect(await failureOf(client.request('x'))).toMatchObject({ code: 'not-connected' });
  });

  it('closes while it is away, while it connects and while it is open', async () => {
    const at = place();
    const away = started(at);
    await at.network.advanceBy(10);
    await away.close();
    expect(away.state).toBe('closed');
    await at.start();
    const connecting = started(at);
    const asked = failureOf(connecting.request('x'));
    await connecting.close();
    expect(await asked).toMatchObject({ code: 'not-connected' });
    const open = started(at);
    await open.ready();
    await open.close();
    await at.network.advanceBy(100_000);
    expect(open.state).toBe('closed');
    expect(at.peers.every((peer) => peer.state('read') !== 'awaiting-line')).toBe(true);
  });

  it.each(['one by one', 'in batches'])(
    'hands out what nobody asked for, of one connection after the other, and loses none of it (%s)',
    async (how) => {
      const at = place();
      await at.start();
      const client = started(at);
      const heard: string[] = [];
      const done = (async () => {
        if (how === 'in batches') for await (const lines of client.batches()) heard.push(...lines);
        else for await (const line of client) heard.push(line);
      })();
      await client.ready();
      at.peers.at(-1)?.send('one');
      at.peers.at(-1)?.send('two');
      at.peers.at(-1)?.finish();
      await at.network.advanceBy(1_000);
      await client.ready();
      at.peers.at(-1)?.send('three');
      await at.network.runUntilIdle();
      expect(heard).toEqual(['one', 'two', 'three']);
      await client.close();
      await done;
    },
  );

  it('tells its life as transitions', async () => {
    const at = place();
    await at.start();
    const seen: string[] = [];
    const client = started(at, {
      steady: 100,
      onTransition: ({ connection, from, event, to }) => {
        if (connection.startsWith('reconnecting/')) seen.push(`${from} ${event} ${to}`);
      },
    });
    await client.ready();
    await at.network.advanceBy(100);
    await client.close();
    expect(seen).toEqual([
      'connecting connected preparing',
      'preparing prepared open.fresh',
      'open.fresh xstate.after.steady.reconnecting.open.fresh open.steady',
      'open.steady close closed',
    ]);
  });

  it('survives a partition that swallows everything, within its time-outs', async () => {
    const at = place();
    await at.start();
    const client = started(at, { timeouts: { reply: 2_000, idle: Number.POSITIVE_INFINITY } });
    await client.ready();
    at.network.hold('client', 'server');
    const lost = client.request('into the void', { safe: true });
    await at.network.advanceBy(5_000);
    expect(await isSettled(lost)).toBe(false);
    at.network.release('client', 'server');
    await at.network.advanceBy(20_000);
    expect(await lost).toBe('into the void');
  });

  it.each([
    ['backoff.first', { backoff: { first: 0 } }],
    ['backoff.factor', { backoff: { factor: 0.5 } }],
    ['backoff.most', { backoff: { first: 10, most: 1 } }],
    ['backoff.jitter', { backoff: { jitter: 2 } }],
    ['attempts', { attempts: 0 }],
    ['attempts', { attempts: 1.5 }],
    ['steady', { steady: -1 }],
    ['whileAway.queue', { whileAway: { queue: -1 } }],
  ])('refuses %s out of its range', (name, options) => {
    expect(() => place().client(options)).toThrow(new RegExp(`^${name} must be`));
  });
});

describe('a request at fault', () => {
  it('fails by itself, and is not made again', async () => {
    const at = place();
    await at.start();
    const client = started(at);
    await client.ready();
    expect(await failureOf(client.request('unencodable', { safe: true }))).toMatchObject({ code: 'encode-failed' });
    expect(await client.request('next')).toBe('next');
    expect(at.peers).toHaveLength(1);
  });
});

describe('one at a time', () => {
  it('settles all requests of a connection that is lost before those of the next', async () => {
    const at = place();
    const hold = deferred<string>();
    await at.start(() => hold.promise);
    const client = started(at);
    const settled: string[] = [];
    const ask = async (line: string) => {
      const { sent } = (await failureOf(client.request(line))) as WirechartError;
      settled.push(`${line} ${sent}`);
    };
    const lost = ['a', 'b', 'c'].map(ask);
    await at.network.runUntilIdle();
    await at.stop();
    await at.start();
    // The client does not know yet that its server is another one now.
    const next = client.request('d', { safe: true }).then(() => settled.push('d'));
    await at.network.advanceBy(1_000);
    await Promise.all([...lost, next]);
    expect(settled).toEqual(['a maybe', 'b maybe', 'c maybe', 'd']);
  });
});

describe('an iterator that is left while it waits for a message', () => {
  const pushes = () =>
    lines({
      replies: () => ({
        by: 'order',
        answers: (line, request) => (line.startsWith('!') || request === undefined ? 'unasked' : 'reply'),
        topics: (request) => (request.startsWith('sub ') ? [request.slice(4)] : undefined),
        topicOf: (line) => /^!(\w+) /.exec(line)?.[1],
        unsubscribe: ([topic]) => `unsub ${topic}`,
      }),
    });

  it('is over at once, unsubscribes, and leaves the next message to others', async () => {
    const at = place({}, pushes);
    await at.start();
    const client = started(at);
    const of = client.subscribe('sub news');
    const all = client[Symbol.asyncIterator]();
    const batches = client.batches();
    const pending = [of.next(), all.next(), batches.next()];
    await at.network.advanceBy(10);
    await Promise.all([of.return(undefined), all.return(undefined), batches.return(undefined)]);
    expect(await Promise.all(pending)).toEqual(Array(3).fill({ done: true, value: undefined }));
    await at.network.advanceBy(10);
    expect(at.answered).toEqual(['sub news', 'unsub news']);
    at.peers[0]?.send('!other 1');
    await at.network.advanceBy(10);
    expect((await client[Symbol.asyncIterator]().next()).value).toBe('!other 1');
  });

  it('is over at once while there is no connection', async () => {
    const at = place({}, pushes);
    const client = started(at);
    const of = client.subscribe('sub news');
    const pending = of.next();
    await of.return(undefined);
    expect(await pending).toEqual({ done: true, value: undefined });
    await at.start();
    await at.network.advanceBy(20_000);
    expect(at.answered).toEqual([]);
  });

  it('leaves nothing to its signal, and its signal to others', async () => {
    const at = place({}, pushes);
    await at.start();
    const client = started(at);
    const controller = new AbortController();
    const [of, other] = [1, 2].map(() => client.subscribe('sub news', { signal: controller.signal }));
    const pending = [of?.next(), other?.next()];
    await at.network.advanceBy(10);
    await of?.return(undefined);
    controller.abort(new Error('enough'));
    expect(await pending[0]).toEqual({ done: true, value: undefined });
    await expect(pending[1]).rejects.toThrow('enough');
  });
});

it.each([Number.NaN, -1, '5'])('refuses a time-out of %s', async (timeout) => {
  const at = place();
  const client = started(at);
  expect(await failureOf(client.request('x', { timeout: timeout as number }))).toBeInstanceOf(RangeError);
});
