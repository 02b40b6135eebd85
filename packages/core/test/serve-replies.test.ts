/** What a handler may return, and what the client gets for it. */
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import {
  bytes,
  connect,
  defineProtocol,
  type HalfInput,
  type Handler,
  type ServeOptions,
  serve,
} from '../src/index.js';
import { lines } from './kit/lines.js';
import { deferred, world } from './kit/world.js';

async function served(handler: Handler<string, string>, options: ServeOptions<string, string> = {}) {
  const network = world();
  const server = await serve(lines(), handler, network.endpoint('server'), options);
  const client = await connect(lines(), network.endpoint('server'));
  return { network, server, client };
}

describe('a handler', () => {
  test('returns the reply', async () => {
    const { client } = await served((line) => line.toUpperCase());
    expect(await client.request('one')).toBe('ONE');
  });

  test('returns a promise of it; replies keep the order of requests', async () => {
    const gates = [deferred<string>(), deferred<string>()];
    const { client, network } = await served((line) => (gates[Number(line)] as (typeof gates)[0]).promise);
    const replies = Promise.all([client.request('0'), client.request('1')]);
    gates[1]?.resolve('second');
    await network.runUntilIdle();
    gates[0]?.resolve('first');
    expect(await replies).toEqual(['first', 'second']);
  });

  test('is not asked again before it has answered', async () => {
    let atWork = 0;
    let most = 0;
    const { client } = await served(async (line) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await Promise.resolve();
      atWork -= 1;
      return line;
    });
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.request(String(i))));
    expect(most).toBe(1);
  });

  test('returns undefined, or a promise of it, for no reply', async () => {
    const { client } = await served((line) => {
      if (line === 'silent') return undefined;
      return line === 'later silent' ? Promise.resolve(undefined) : line;
    });
    await client.send('silent');
    await client.send('later silent');
    expect(await client.request('loud')).toBe('loud');
  });

  test('returns an empty reply, which is one', async () => {
    const { client } = await served((line) => (line === 'now' ? '' : Promise.resolve('')));
    expect([await client.request('now'), await client.request('later')]).toEqual(['', '']);
  });

  const several: [string, Handler<string, string>][] = [
    [
      'a generator',
      function* (line) {
        for (let i = 0; i < 3; i++) yield `${line} ${i}`;
      },
    ],
    [
      'an async generator',
      async function* (line) {
        for (let i = 0; i < 3; i++) {
          await Promise.resolve();
          yield `${line} ${i}`;
        }
      },
    ],
    [
      'a promise of a generator',
      async (line) =>
        (function* () {
          for (let i = 0; i < 3; i++) yield `${line} ${i}`;
        })(),
    ],
  ];
  for (const [what, handler] of several) {
    test(`returns ${what} for several replies, in order and before those to the next request`, async () => {
      const { client } = await served(handler);
      await client.send('a');
      await client.send('b');
      const messages: string[] = [];
      for await (const message of client) {
        messages.push(message);
        if (messages.length === 6) break;
      }
      expect(messages).toEqual(['a 0', 'a 1', 'a 2', 'b 0', 'b 1', 'b 2']);
    });
  }

  test('may send besides its reply', async () => {
    const { client } = await served((line, peer) => {
      peer.send('before');
      return line;
    });
    await client.send('one');
    const messages = client[Symbol.asyncIterator]();
    expect([(await messages.next()).value, (await messages.next()).value]).toEqual(['before', 'one']);
  });
});

describe('a generator under back-pressure', () => {
  const many = 2_000;
  const line = 'x'.repeat(1_000);

  /** A client that sends `requests` and reads nothing until it is told to. */
  async function unread(handler: Handler<string, string>) {
    const network = world({ receiveBuffer: 10_000, highWater: 10_000 });
    const errors: string[] = [];
    const server = await serve(lines(), handler, network.endpoint('server'), {
      limits: { bufferedOutput: 10_000 },
      onError: ({ code }) => void errors.push(code),
    });
    const transport = await network.endpoint('server').connect();
    let received = 0;
    const ended = deferred();
    transport.start({
      data: (chunk) => {
        received += chunk.length;
      },
      end: () => transport.end(),
      drain() {},
      error: ended.reject,
      close: ended.resolve,
    });
    transport.pause();
    return { network, server, transport, errors, ended: ended.promise, received: () => received };
  }

  for (const kind of ['generator', 'async generator'] as const) {
    test(`(${kind}) is not asked for more than there is room for, and goes on when there is`, async () => {
      let made = 0;
      const { network, server, transport, ended, received } = await unread(
        kind === 'generator'
          ? function* () {
              for (; made < many; made++) yield line;
            }
          : async function* () {
              for (; made < many; made++) yield line;
            },
      );
      transport.write([Buffer.from('go\n')]);
      await network.runUntilIdle();
      expect(made).toBeGreaterThan(5);
      expect(made).toBeLessThan(60);
      transport.resume();
      await network.runUntilIdle();
      expect([made, received()]).toEqual([many, many * (line.length + 1)]);
      await server.close();
      await ended;
    });
  }

  test('is given up when the remote goes: its clean-up runs', async () => {
    const cleaned = deferred();
    const { network, server, transport, errors } = await unread(async function* () {
      try {
        for (;;) yield line;
      } finally {
        cleaned.resolve();
      }
    });
    transport.write([Buffer.from('go\n')]);
    await network.runUntilIdle();
    transport.reset();
    await cleaned.promise;
    await network.runUntilIdle();
    expect(server.peers.size).toBe(0);
    expect(errors).toEqual(['ECONNRESET']);
  });
});

describe.each([
  ['a message for each byte, and nothing in the chart waits', 1, 'message'],
  ['three messages for one frame', 3, 'messages'],
] as const)('of a machine that emits %s', (_, size, action) => {
  /** The read half emits a message for each of so many bytes. */
  const read = setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as { readonly type: string; readonly value?: string },
      emitted: {} as { readonly type: 'message'; readonly message: string },
    },
    actions: {
      message: emit(({ event }) => ({ type: 'message' as const, message: event.value?.[0] ?? '' })),
      second: emit(({ event }) => ({ type: 'message' as const, message: event.value?.[1] ?? '' })),
      third: emit(({ event }) => ({ type: 'message' as const, message: event.value?.[2] ?? '' })),
    },
  }).createMachine({
    context: ({ input }) => input,
    initial: 'streaming',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      streaming: {
        meta: { need: bytes(size, { decode: (frame) => frame.latin1() }) },
        on: {
          bytes: { actions: action === 'message' ? ['message'] : ['message', 'second', 'third'] },
          eof: 'closed',
        },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const protocol = defineProtocol<string>({ name: 'bytewise', read, encode: (message, out) => void out.text(message) });

  test('messages are answered one after the other', async () => {
    const network = world({ receiveBuffer: 1_000, highWater: 1_000 });
    await using _ = await serve(
      protocol,
      async function* (message) {
        for (let i = 0; i < 100; i++) yield message.repeat(20);
      },
      network.endpoint('server'),
      { limits: { bufferedOutput: 500 } },
    );
    const transport = await network.endpoint('server').connect();
    let received = '';
    const closed = deferred();
    transport.start({
      data: (chunk) => {
        received += Buffer.from(chunk).toString();
      },
      end() {},
      drain() {},
      error: closed.reject,
      close: closed.resolve,
    });
    transport.write([Buffer.from('abcdef')]);
    transport.end();
    await closed.promise;
    expect(received).toBe([...'abcdef'].map((letter) => letter.repeat(2_000)).join(''));
  });
});

test('a remote that sends and never reads does not make this side remember its replies', async () => {
  const errors: string[] = [];
  let handled = 0;
  const network = world({ receiveBuffer: 1_000, highWater: 1_000 });
  const server = await serve(
    lines(),
    () => {
      handled += 1;
      return 'x'.repeat(1_000);
    },
    network.endpoint('server'),
    { limits: { bufferedOutput: 5_000, queuedOutput: 50_000 }, onError: ({ code }) => void errors.push(code) },
  );
  const transport = await network.endpoint('server').connect();
  transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
  transport.pause();
  for (let i = 0; i < 1_000; i++) transport.write([Buffer.from('request\n')]);
  await network.runUntilIdle();
  expect(handled).toBeLessThan(20);
  await network.advanceBy(30_000);
  expect(errors).toEqual(['timeout-write']);
  expect(server.peers.size).toBe(0);
});
