/**
 * What is idle: nothing received, nothing sent, nothing under way; and that every close is bounded. All with the defaults, under
 * virtual time. The cases are those of reports about clients and servers that closed, or kept, what they should not have.
 */
import { describe, expect, test } from 'vitest';
import {
  type ConnectClientOptions,
  connect,
  defaultTimeouts,
  type Handler,
  type ServeOptions,
  serve,
} from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { failureOf, isSettled, world } from '../kit/world.js';

async function started(
  handler: Handler<string, string>,
  options: ServeOptions<string, string> = {},
  clientOptions: ConnectClientOptions = {},
) {
  const errors: string[] = [];
  const network = world();
  const server = await serve(lines(), handler, network.endpoint('server'), {
    onError: ({ code }) => void errors.push(code),
    ...options,
  });
  const client = await connect(lines(), network.endpoint('server'), clientOptions);
  return { network, server, client, errors };
}

describe('not idle', () => {
  test('is a request of 90 s, for either side', async () => {
    const { network, client, errors } = await started(
      () => new Promise((resolve) => network.clock.setTimer(() => resolve('done'), 90_000)),
    );
    const reply = client.request('go');
    await network.advanceBy(90_000);
    expect(await reply).toBe('done');
    expect(errors).toEqual([]);
  });

  test('is a client that is sent something every 10 s for 10 minutes, and says nothing', async () => {
    const { network, server, client, errors } = await started(() => undefined);
    const [peer] = server.peers;
    const messages: string[] = [];
    void (async () => {
      for await (const message of client) messages.push(message);
    })();
    for (let i = 0; i < 60; i++) {
      await network.advanceBy(10_000);
      peer?.send(String(i));
    }
    await network.runUntilIdle();
    expect(messages).toHaveLength(60);
    expect(errors).toEqual([]);
  });

  test('is a line of 1.1 MB at 10 KiB/s', async () => {
    const line = 'x'.repeat(1_100_000);
    const limits = { headerBytes: 2_000_000, bufferedOutput: 10_000_000 };
    const network = world({ onConnection: () => {} });
    const errors: string[] = [];
    await serve(lines(), (text) => String(text.length), network.endpoint('server'), {
      limits,
      onError: ({ code }) => void errors.push(code),
    });
    const transport = await network.endpoint('server').connect();
    let answer = '';
    transport.start({
      data: (chunk) => {
        answer += Buffer.from(chunk).toString();
      },
      end() {},
      drain() {},
      error() {},
      close() {},
    });
    const bytes = Buffer.from(`${line}\n`);
    for (let at = 0; at < bytes.length; at += 10_240) {
      transport.write([bytes.subarray(at, at + 10_240)]);
      await network.advanceBy(1_000);
    }
    expect(errors).toEqual([]);
    expect(answer).toBe('1100000\n');
  });

  test('are 300 messages that wait, taken one every 2 s', async () => {
    const { network, server, client, errors } = await started(() => undefined, {}, { timeouts: { idle: 60_000 } });
    const [peer] = server.peers;
    for (let i = 0; i < 300; i++) peer?.send(String(i));
    await network.runUntilIdle();
    const taken: string[] = [];
    for await (const message of client) {
      taken.push(message);
      if (taken.length === 300) break;
      await network.advanceBy(2_000);
    }
    expect(taken).toHaveLength(300);
    // The server has nothing to do with a client that reads slowly, once the bytes are out.
    expect(errors.filter((code) => code !== 'timeout-idle')).toEqual([]);
  });
});

describe('idle', () => {
  test('is a server whose client says nothing and is told nothing', async () => {
    const { network, client, errors } = await started((line) => line);
    await client.request('x');
    await network.advanceBy(defaultTimeouts.idle - 1);
    expect(errors).toEqual([]);
    await network.advanceBy(1);
    expect(errors).toEqual(['timeout-idle']);
    expect(await client.closed).toMatchObject({ by: expect.stringMatching(/remote|transport/) });
  });

  test('is never a client, unless it is told to be', async () => {
    const { network, client } = await started((line) => line, { timeouts: { idle: Number.POSITIVE_INFINITY } });
    await network.advanceBy(1e8);
    expect(await client.request('x')).toBe('x');
    const other = await connect(lines(), network.endpoint('server'), { timeouts: { idle: 1_000 } });
    await network.advanceBy(1_000);
    expect(await other.closed).toMatchObject({ by: 'timeout', error: { code: 'timeout-idle' } });
  });

  test('begins when the reply is out, not when the request came', async () => {
    const { network, client, errors } = await started(
      () => new Promise((resolve) => network.clock.setTimer(() => resolve('done'), 50_000)),
    );
    const reply = client.request('go');
    await network.advanceBy(50_000);
    await reply;
    await network.advanceBy(59_000);
    expect(errors).toEqual([]);
    await network.advanceBy(1_000);
    expect(errors).toEqual(['timeout-idle']);
  });
});

test.each([
  ['header, from its first', {}, 'header'],
  ['content, from its last, where it may take its time', { header: Number.POSITIVE_INFINITY }, 'content'],
] as const)('a frame that stops in the middle is ended by a time-out: %s byte', async (_, timeouts, name) => {
  const { network, errors } = await started((line) => line, { timeouts });
  const transport = await network.endpoint('server').connect();
  transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
  await network.advanceBy(5_000);
  transport.write([Buffer.from('half a li')]);
  await network.advanceBy(defaultTimeouts[name] - 1);
  expect(errors).toEqual([]);
  await network.advanceBy(1);
  expect(errors).toEqual([`timeout-${name}`]);
});

describe('a close is over within drain', () => {
  test.each(['close', 'dispose'] as const)('of a client whose remote never ends: %s', async (way) => {
    const network = world();
    // A process that is stopped: its system takes bytes and the end, and nobody ever answers.
    await network
      .endpoint('server')
      .listen((transport) => transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} }));
    const client = await connect(lines(), network.endpoint('server'));
    const reply = failureOf(client.request('x'));
    const closed = way === 'close' ? client.close() : client[Symbol.asyncDispose]();
    await network.advanceBy(defaultTimeouts.drain - 1);
    expect(await isSettled(closed)).toBe(false);
    await network.advanceBy(1);
    expect(await isSettled(closed)).toBe(true);
    expect(await reply).toMatchObject({ code: 'timeout-drain', sent: 'maybe' });
    expect(await client.closed).toMatchObject({ by: 'timeout', error: { code: 'timeout-drain' } });
  });

  test('of a client whose remote never reads', async () => {
    const network = world({ receiveBuffer: 1_024, highWater: 1_024 });
    await network.endpoint('server').listen((transport) => {
      transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
      transport.pause();
    });
    const client = await connect(lines(), network.endpoint('server'), { limits: { headerBytes: 1e6 } });
    const sent = client.send('x'.repeat(500_000)).catch(() => {});
    const closed = client.close();
    await network.advanceBy(defaultTimeouts.drain);
    expect(await isSettled(closed)).toBe(true);
    await sent;
  });

  test('of a server whose client never ends', async () => {
    const { network, server, errors } = await started((line) => line);
    const transport = await network.endpoint('server').connect();
    transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
    transport.write([Buffer.from('x\n')]);
    await network.runUntilIdle();
    const closed = server.close();
    await network.advanceBy(defaultTimeouts.drain);
    expect(await isSettled(closed)).toBe(true);
    expect(errors).toEqual(['timeout-drain']);
  });
});
