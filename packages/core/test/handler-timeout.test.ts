/** Handlers that take too long: what they hear, and what the remote gets. */
import { describe, expect, test } from 'vitest';
import { connect, type Handler, type LocalError, type ServeOptions, serve, type WirechartError } from '../src/index.js';
import { lines } from './kit/lines.js';
import { failureOf, world } from './kit/world.js';

const never = () => new Promise<never>(() => {});

async function started(handler: Handler<string, string>, options: ServeOptions<string, string> = {}) {
  const network = world();
  const errors: WirechartError[] = [];
  const server = await serve(lines(), handler, network.endpoint('server'), {
    handlerTimeout: 5_000,
    onError: (error) => void errors.push(error),
    ...options,
  });
  const client = await connect(lines(), network.endpoint('server'));
  return { network, server, client, errors };
}

describe.each([1, 4])('with %i at a time', (concurrency) => {
  test('a handler that does not answer has its connection reset, and this side the blame', async () => {
    const { network, server, client, errors } = await started(never, { concurrency });
    const failure = failureOf(client.request('x'));
    await network.advanceBy(4_999);
    expect(errors).toEqual([]);
    await network.advanceBy(1);
    expect(errors).toMatchObject([{ code: 'handler-timeout', blame: 'local' }]);
    expect(errors[0]?.message).toBe('the handler took too long: option handlerTimeout is 5000 ms');
    expect(await failure).toMatchObject({ code: 'ECONNRESET', sent: 'maybe' });
    expect(server.metrics().errors).toEqual({ 'handler-timeout': 1 });
    expect(server.peers.size).toBe(0);
  });

  test('its signal fires first, and what it answers to that is sent', async () => {
    const reasons: unknown[] = [];
    const { network, client, errors } = await started(
      async (_, __, { signal }) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        reasons.push((signal as { reason?: LocalError }).reason?.code);
        return 'too late, try again';
      },
      { concurrency },
    );
    const reply = client.request('x');
    await network.advanceBy(5_000);
    expect(await reply).toBe('too late, try again');
    expect(reasons).toEqual(['handler-timeout']);
    const again = client.request('y');
    await network.advanceBy(5_000);
    expect(await again).toBe('too late, try again');
    expect(errors).toEqual([]);
  });

  test('one that answers several times has the time for each', async () => {
    const { network, client, errors } = await started(
      async function* (line) {
        for (let i = 0; ; i++) {
          await new Promise((resolve) => network.clock.setTimer(() => resolve(0), i < 3 ? 4_000 : 9_000));
          yield `${line} ${i}`;
        }
      },
      { concurrency },
    );
    const got: string[] = [];
    void (async () => {
      for await (const line of client) got.push(line);
    })().catch(() => {});
    await client.send('tick');
    await network.advanceBy(16_999);
    expect(got).toEqual(['tick 0', 'tick 1', 'tick 2']);
    expect(errors).toEqual([]);
    await network.advanceBy(1);
    expect(errors).toMatchObject([{ code: 'handler-timeout' }]);
  });

  test('the time in which the remote takes no output does not count', async () => {
    const { network, errors } = await started(
      async function* () {
        for (let i = 0; i < 4; i++) yield 'x'.repeat(65_000);
      },
      { concurrency, limits: { bufferedOutput: 1_000 }, timeouts: { write: Number.POSITIVE_INFINITY, idle: 1e9 } },
    );
    const slow = await network.endpoint('server').connect();
    slow.start({ data: () => slow.pause(), end() {}, drain() {}, error() {}, close() {} });
    slow.write([Buffer.from('go\n')]);
    await network.advanceBy(60_000);
    expect(errors).toEqual([]);
  });

  test('the signal fires when the connection is over, with its error as the reason', async () => {
    const fired: unknown[] = [];
    const { network, server, client } = await started(
      (_, __, { signal }) => {
        signal.addEventListener('abort', () => fired.push((signal as { reason?: WirechartError }).reason?.code));
        return never();
      },
      { concurrency },
    );
    void client.request('x').catch(() => {});
    await network.advanceBy(1_000);
    client.abort();
    await network.advanceBy(1);
    expect(fired).toEqual(['ECONNRESET']);
    // One that does not hear keeps the connection no longer than it may.
    await network.advanceBy(4_000);
    expect(server.peers.size).toBe(0);
    expect(await network.advanceToNextDeadline()).toBe(false);
  });
});

test('of several, only the one that is late is lost, with its connection', async () => {
  const { network, server, client, errors } = await started((line) => (line === 'slow' ? never() : line));
  const other = await connect(lines(), network.endpoint('server'));
  const failure = failureOf(client.request('slow'));
  for (let i = 0; i < 10; i++) {
    await network.advanceBy(1_000);
    expect(await other.request(String(i))).toBe(String(i));
  }
  expect(await failure).toMatchObject({ code: 'ECONNRESET' });
  expect(errors).toHaveLength(1);
  expect(server.peers.size).toBe(1);
});

test('without a time-out, a handler may take for ever, and still hears that the connection is over', async () => {
  let signal: { aborted: boolean } | undefined;
  const { network, client, errors } = await started(
    (_, peer, call) => {
      signal = call.signal as AbortSignal;
      expect(call.signal).toBe(peer.signal);
      return never();
    },
    { handlerTimeout: Number.POSITIVE_INFINITY },
  );
  void client.request('x', { timeout: Number.POSITIVE_INFINITY }).catch(() => {});
  await network.advanceBy(1e8);
  expect(errors).toEqual([]);
  expect(signal?.aborted).toBe(false);
  client.abort();
  await network.advanceBy(1);
  expect(signal?.aborted).toBe(true);
});

test.each([0, -1, Number.NaN, '5'])('handlerTimeout: %s is refused', async (handlerTimeout) => {
  const failure = await failureOf(started((line) => line, { handlerTimeout: handlerTimeout as number }));
  expect(String(failure)).toMatch(/handlerTimeout must be a positive number of milliseconds or Infinity, not/);
});
