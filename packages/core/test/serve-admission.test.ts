/** The limits of a server over all its connections, each with its answer; and what it tells in numbers. */
import { describe, expect, test } from 'vitest';
import {
  addMetrics,
  connect,
  type Endpoint,
  type Peer,
  type ServeOptions,
  type Server,
  type ServerMetrics,
  serve,
  type WirechartError,
} from '../src/index.js';
import { lines } from './kit/lines.js';
import { deferred, world } from './kit/world.js';

async function serving(options: ServeOptions<string, string> = {}, answer = (line: string) => line) {
  const network = world();
  const errors: WirechartError[] = [];
  const server = await serve(lines(), answer, network.endpoint('server'), {
    onError: (error) => errors.push(error),
    ...options,
  });
  const call = () => connect(lines(), network.endpoint('server'));
  return { network, server, errors, call };
}

describe('connections', () => {
  test('one more than there may be is reset', async () => {
    const { server, errors, call, network } = await serving({ connections: 1 });
    const first = await call();
    const second = await call();
    await second.closed;
    expect(errors).toMatchObject([{ code: 'limit-connections', message: expect.stringContaining('is 1') }]);
    expect(await first.request('still here')).toBe('still here');
    await network.runUntilIdle();
    expect(server.metrics().connections).toMatchObject({ open: 1, accepted: 1, refused: { 'limit-connections': 1 } });
  });

  test('or takes the place of the idlest', async () => {
    const { server, errors, call, network } = await serving({ connections: 2, whenFull: 'shed-idlest' });
    const first = await call();
    const second = await call();
    await network.advanceBy(10);
    // The first is the older one, but the second has been idle for longer.
    expect(await first.request('hello')).toBe('hello');
    const third = await call();
    await second.closed;
    expect(await third.request('welcome')).toBe('welcome');
    expect(await first.request('still here')).toBe('still here');
    expect(errors).toMatchObject([{ code: 'limit-connections' }]);
    await network.runUntilIdle();
    expect(server.metrics().connections).toMatchObject({ open: 2, accepted: 3, shed: { 'limit-connections': 1 } });
  });
});

describe('acceptsPerSecond', () => {
  test('as many as in a second at once, and the others wait in their order', async () => {
    const accepted: number[] = [];
    const { server, call, network } = await serving({
      acceptsPerSecond: 2,
      onConnection: () => accepted.push(network.clock.now()),
    });
    const start = network.clock.now();
    const clients = [await call(), await call(), await call(), await call()];
    const replies = clients.map((client, at) => client.request(String(at)));
    await network.runUntilIdle();
    expect(accepted).toHaveLength(2);
    expect(server.metrics().connections).toMatchObject({ open: 2, waiting: 2, accepted: 2 });
    await network.advanceBy(1000);
    expect(await Promise.all(replies)).toEqual(['0', '1', '2', '3']);
    expect(accepted.map((at) => Math.round((at - start) / 100) * 100)).toEqual([0, 0, 500, 1000]);
  });

  test('those that wait are ended in order when the server closes', async () => {
    const { server, call, network } = await serving({ acceptsPerSecond: 1 });
    const [first, second] = [await call(), await call()];
    await network.runUntilIdle();
    await server.close();
    await Promise.all([first.closed, second.closed]);
    expect(server.metrics().connections).toMatchObject({ open: 0, waiting: 0, accepted: 2 });
  });
});

describe('bufferedTotal', () => {
  const held = ({ peers }: Server<string, string>) =>
    [...peers].reduce((sum, peer) => sum + (peer as unknown as { held(): number }).held(), 0);

  test('those that hold most are reset, until the others have room, and no other', async () => {
    const gate = deferred<string>();
    const { server, errors, call, network } = await serving({ bufferedTotal: 3000 }, ((line: string) =>
      line === 'wait' ? gate.promise : line) as never);
    const [large, small, idle] = [await call(), await call(), await call()];
    void large.request('wait').catch(() => {});
    void small.request('wait').catch(() => {});
    await network.runUntilIdle();
    void small.send('x'.repeat(1000)).catch(() => {});
    await network.advanceBy(50);
    void large.send('x'.repeat(2500)).catch(() => {});
    await network.advanceBy(150);
    expect(errors).toMatchObject([{ code: 'limit-buffered-total', message: expect.stringContaining('is 3000') }]);
    await large.closed;
    expect(await idle.request('still here')).toBe('still here');
    expect(server.metrics().connections).toMatchObject({ open: 2, shed: { 'limit-buffered-total': 1 } });
    gate.resolve('at last');
  });

  test('a hundred connections that send nearly all that they may stay within it, at any time', async () => {
    const most = 200_000;
    let highest = 0;
    const { server, network } = await serving({ bufferedTotal: most, limits: { headerBytes: 20_000 } });
    const endless = lines({ encode: (message, out) => void out.text(message) });
    const clients = await Promise.all(Array.from({ length: 100 }, () => connect(endless, network.endpoint('server'))));
    const sent = clients.map(async (client) => {
      await client.send('x'.repeat(15_000)).catch(() => {});
    });
    for (let i = 0; i < 100; i++) {
      await network.advanceBy(10);
      highest = Math.max(highest, held(server));
    }
    await Promise.all(sent);
    expect(highest).toBeGreaterThan(0);
    // A sixteenth more, and what is under way of one chunk.
    expect(Math.max(highest, held(server))).toBeLessThan(most * (1 + 1 / 16) + 20_000);
    expect(server.metrics().connections.shed['limit-buffered-total']).toBeGreaterThan(80);
  });

  test('counts output that nobody reads', async () => {
    const { server, errors, network } = await serving({ bufferedTotal: 500_000 }, () => 'x'.repeat(60_000));
    const transport = await network.endpoint('server', { reads: false }).connect();
    const closed = new Promise<void>((resolve) =>
      transport.start({ data() {}, end() {}, drain() {}, error() {}, close: resolve }),
    );
    const talker = [...server.peers][0] as Peer<string, string>;
    for (let i = 0; i < 20; i++) talker.send('x'.repeat(60_000));
    await network.advanceBy(1_000);
    await closed;
    expect(errors).toMatchObject([{ code: 'limit-buffered-total' }]);
  });

  test('counts the chunk that a short message came in, as long as a handler has it', async () => {
    const gate = deferred<string>();
    const handler = (line: string) => (line === 'wait' ? gate.promise : line);
    const { server, call, network } = await serving({}, handler as never);
    const client = await call();
    const [first] = [...server.peers] as [Peer<string, string>];
    for (let at = 0; at < 100; at++) void client.send('short').catch(() => {});
    void client.send('wait').catch(() => {});
    await network.advanceBy(150);
    expect(held(server)).toBeGreaterThanOrEqual(100 * 'short\n'.length);
    gate.resolve('at last');
    await network.advanceBy(150);
    expect([first.state('read'), held(server)]).toEqual(['awaiting-line', 0]);
  });

  test('is no business of a server to which nothing comes: no timer is left', async () => {
    const { call, network } = await serving({ timeouts: { idle: Number.POSITIVE_INFINITY } });
    const client = await call();
    expect(await client.request('hello')).toBe('hello');
    await network.advanceBy(1_000);
    for (let alarms = 0; await network.advanceToNextDeadline(); alarms++) expect(alarms).toBeLessThan(5);
  });
});

test('metrics count messages, bytes, errors and time-outs', async () => {
  const { server, call, network } = await serving({ timeouts: { idle: 1000 } });
  const first = await call();
  expect(await first.request('hello')).toBe('hello');
  expect(server.metrics()).toMatchObject({
    connections: { open: 1, accepted: 1, closed: 0 },
    messages: { received: 1, sent: 1 },
    bytes: { received: 6, sent: 6 },
    errors: {},
  });
  await network.advanceBy(2000);
  await first.closed;
  expect(server.metrics()).toEqual({
    connections: { open: 0, waiting: 0, accepted: 1, closed: 1, refused: {}, shed: {} },
    messages: { received: 1, sent: 1 },
    bytes: { received: 6, sent: 6 },
    errors: { 'timeout-idle': 1 },
    timeouts: { idle: 1 },
  } satisfies ServerMetrics);
});

test('metrics of several servers add up', async () => {
  const { server, call } = await serving();
  await (await call()).request('hello');
  const one = server.metrics();
  expect(addMetrics([one, one])).toMatchObject({
    connections: { open: 2, accepted: 2 },
    messages: { received: 2, sent: 2 },
    bytes: { received: 12, sent: 12 },
  });
  expect(addMetrics([]).errors).toEqual({});
});

test('channels are told as long as somebody listens', async () => {
  const told: string[] = [];
  let listening = true;
  const channel = (name: string) => ({
    get hasSubscribers() {
      return listening;
    },
    publish: (message: unknown) => void told.push(`${name} ${Object.keys(message as object).join(' ')}`),
  });
  const channels = {
    connection: channel('connection'),
    close: channel('close'),
    message: channel('message'),
    reply: channel('reply'),
    error: channel('error'),
    timeout: channel('timeout'),
  };
  const network = world();
  const plain = network.endpoint('server');
  const endpoint: Endpoint = {
    clock: plain.clock,
    channels,
    connect: (options) => plain.connect(options),
    listen: (accept, options) => plain.listen(accept, options),
  };
  await serve(lines(), (line) => line, endpoint, { timeouts: { idle: 1000 }, onError() {} });
  const client = await connect(lines(), network.endpoint('server'));
  await client.request('hello');
  listening = false;
  await client.request('unheard');
  listening = true;
  await network.advanceBy(2000);
  await client.closed;
  expect(told).toEqual([
    'connection peer',
    'message peer message',
    'reply peer message',
    'error peer error',
    'timeout peer timeout error',
    'close peer error received sent',
  ]);
});

test.each([
  ['connections', { connections: 0 }],
  ['connectionsPerRemote', { connectionsPerRemote: 1.5 }],
  ['acceptsPerSecond', { acceptsPerSecond: -1 }],
  ['bufferedTotal', { bufferedTotal: Number.NaN }],
  ['concurrency', { concurrency: 0 }],
  ['handlerTimeout', { handlerTimeout: 0 }],
  ['whenFull', { whenFull: 'panic' as never }],
])('an impossible %s is refused by name', async (name, options) => {
  await expect(serving(options)).rejects.toThrow(new RegExp(`^${name} must be .*, not ('panic'|[-.\\d]+|NaN)`));
});
