/** Whatever is thrown by who looks on, logs in, or tells replies apart: a typed error or none, and nobody waits for ever. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  connect,
  defineProtocol,
  type InspectObserver,
  type Protocol,
  pool,
  type Replies,
  reconnecting,
  serve,
  type Watcher,
  WirechartError,
} from '../src/index.js';
import { lineRead, lines } from './kit/lines.js';
import { isSettled, world } from './kit/world.js';
import { treacherous } from './kit/wrong-values.js';

afterEach(() => void vi.restoreAllMocks());

type Network = ReturnType<typeof world>;
type Fail = () => never;

/** What a promise comes to: a value, or what it was rejected with. */
const outcomeOf = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: unknown) => error,
  );

const told = (replies: Partial<Replies<string, string>>): Protocol<string, string> =>
  lines({ replies: () => ({ by: 'order', ...replies }) as Replies<string, string> });

/** A client's request over a server of lines, with something in one of the two. */
async function asked(
  network: Network,
  { server = lines(), client = lines(), serving = {}, calling = {} }: Record<string, never> | Mined = {},
): Promise<unknown> {
  const running = await serve(server, (line) => line, network.endpoint('server'), { onError() {}, ...serving });
  const request = connect(client, network.endpoint('server'), calling).then(async (connection) => {
    const reply = outcomeOf(connection.request('x', { timeout: 5_000 }));
    await network.advanceBy(6_000);
    const result = await reply;
    void connection.close();
    await network.advanceBy(20_000);
    await connection.closed;
    return result;
  });
  const result = await request.catch((error: unknown) => error);
  const closing = running.close();
  await network.advanceBy(20_000);
  expect(await isSettled(closing), 'the server closes').toBe(true);
  return result;
}

interface Mined {
  readonly server?: Protocol<string, string>;
  readonly client?: Protocol<string, string>;
  readonly serving?: object;
  readonly calling?: object;
}

const watcher = (mined: keyof Watcher, fail: Fail): Watcher => ({
  opened(connection) {
    connection.tag = true;
  },
  turned() {},
  closed() {},
  [mined]: fail,
});
const observing = (fail: Fail): Watcher => ({
  opened: ({ connection }) =>
    void connection.observe({ transitioned: fail, processed: fail, received: fail, sent: fail }),
  turned() {},
  closed() {},
});
const inspecting = (fail: Fail) => ({ inspect: { next: fail } as unknown as InspectObserver });

const WATCHED: readonly (keyof Watcher)[] = ['begun', 'over', 'opened', 'turned', 'closed'];
const TOLD = ['expects', 'sent', 'answers', 'mayBeat', 'messageIn'] as const;

/** Where it is thrown, and what is tried. */
const hooks: readonly (readonly [string, (fail: Fail, network: Network) => Promise<unknown>])[] = [
  ...WATCHED.flatMap(
    (name) =>
      [
        [
          `watcher.${name} of a server`,
          (fail: Fail, network: Network) => asked(network, { serving: { watcher: watcher(name, fail) } }),
        ],
        [
          `watcher.${name} of a client`,
          (fail: Fail, network: Network) => asked(network, { calling: { watcher: watcher(name, fail) } }),
        ],
      ] as const,
  ),
  ['an observer of a server', (fail, network) => asked(network, { serving: { watcher: observing(fail) } })],
  ['an observer of a client', (fail, network) => asked(network, { calling: { watcher: observing(fail) } })],
  ['inspect of a server', (fail, network) => asked(network, { serving: inspecting(fail) })],
  ['inspect of a client', (fail, network) => asked(network, { calling: inspecting(fail) })],
  ['inspected of a server', (fail, network) => asked(network, { serving: { ...inspecting(fail), inspected: fail } })],
  ['inspected of a client', (fail, network) => asked(network, { calling: { ...inspecting(fail), inspected: fail } })],
  ...TOLD.map(
    (name) =>
      [
        `replies.${name} of a client`,
        (fail: Fail, network: Network) => asked(network, { client: told({ [name]: fail }) }),
      ] as const,
  ),
  ['replies itself, of a client', (fail, network) => asked(network, { client: lines({ replies: fail }) })],
  [
    'replies itself, of a server',
    (fail, network) => asked(network, { server: lines({ replies: fail }), serving: { concurrency: 2 } }),
  ],
  ...(['requestKey', 'replyKey'] as const).flatMap((name) => {
    const keyed = (fail: Fail) =>
      lines({
        replies: () =>
          ({ by: 'key', requestKey: () => 'x', replyKey: () => 'x', [name]: fail }) as Replies<string, string>,
      });
    return [
      [`replies.${name} of a client`, (fail: Fail, network: Network) => asked(network, { client: keyed(fail) })],
      [
        `replies.${name} of a server`,
        (fail: Fail, network: Network) => asked(network, { server: keyed(fail), serving: { concurrency: 2 } }),
      ],
    ] as const;
  }),
  [
    'farewell',
    (fail, network) =>
      asked(network, {
        server: lines({ farewell: fail }),
        client: lines({ encode: (_, out) => void out.text('bad\n') }),
      }),
  ],
  [
    'goodbye.message of a client',
    (fail, network) => asked(network, { client: lines({ goodbye: { message: fail, is: () => false } }) }),
  ],
  [
    'goodbye.message of a server',
    (fail, network) => asked(network, { server: lines({ goodbye: { message: fail, is: () => false } }) }),
  ],
  [
    'goodbye.is of a client',
    (fail, network) => asked(network, { client: lines({ goodbye: { message: () => 'bye', is: fail } }) }),
  ],
  [
    'goodbye.is of a server',
    (fail, network) => asked(network, { server: lines({ goodbye: { message: () => 'bye', is: fail } }) }),
  ],
  ['addresses of a prefix', (fail, network) => asked(network, { server: prefix(fail) })],
  ['onTransition of dialling', (fail, network) => asked(network, { calling: { onTransition: fail } })],
  ['untaken messages of a client that nobody hears', (fail, network) => asked(network, { calling: { onEvent: fail } })],
  ['prepare of a client that comes back', (fail, network) => comingBack(network, { prepare: fail })],
  [
    'async prepare of a client that comes back',
    (fail, network) => comingBack(network, { prepare: async () => fail() }),
  ],
  ['onEvent of a client that comes back', (fail, network) => comingBack(network, { onEvent: fail })],
  ['onTransition of a client that comes back', (fail, network) => comingBack(network, { onTransition: fail })],
  ['prepare of a pool', (fail, network) => pooled(network, { prepare: fail })],
];

/** A protocol that does nothing but say where the connection runs, and goes on with lines. */
function prefix(addresses: Fail): Protocol<string, string> {
  return defineProtocol<string>({
    name: 'prefix',
    read: lineRead,
    encode() {},
    next: { closed: lines() },
    addresses,
  });
}

async function comingBack(network: Network, options: object): Promise<unknown> {
  const running = await serve(lines(), (line) => line, network.endpoint('server'), { onError() {} });
  const client = reconnecting(lines(), network.endpoint('server'), {
    attempts: 3,
    ...options,
  } as never);
  const reply = outcomeOf(client.request('x', { timeout: 5_000 }));
  await network.advanceBy(60_000);
  expect(await isSettled(reply), 'the request settles').toBe(true);
  const closing = Promise.all([outcomeOf(client.close()), running.close()]);
  await network.advanceBy(20_000);
  expect(await isSettled(closing), 'all closes').toBe(true);
  return reply;
}

async function pooled(network: Network, options: object): Promise<unknown> {
  const running = await serve(lines(), (line) => line, network.endpoint('server'), { onError() {} });
  const clients = pool(lines(), network.endpoint('server'), {
    size: 2,
    attempts: 3,
    ...options,
  } as never);
  const reply = outcomeOf(clients.request('x', { timeout: 5_000 }));
  await network.advanceBy(60_000);
  expect(await isSettled(reply), 'the request settles').toBe(true);
  const closing = Promise.all([outcomeOf(clients.close()), running.close()]);
  await network.advanceBy(20_000);
  expect(await isSettled(closing), 'all closes').toBe(true);
  return reply;
}

describe.each(hooks)('%s', (_, trial) => {
  test.each(treacherous)('throws %s', async (_, thrown) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const fail = (): never => {
      throw thrown;
    };
    const outcome = await trial(fail, world());
    const works = typeof outcome === 'object' && outcome !== null && 'value' in outcome && outcome.value === 'x';
    expect(works || WirechartError.is(outcome), `works, or a typed error: ${describeValue(outcome)}`).toBe(true);
  });
});

function describeValue(value: unknown): string {
  try {
    return String((value as { stack?: unknown })?.stack ?? JSON.stringify(value));
  } catch {
    return 'something that cannot be put into words';
  }
}
