/** What clients may hold, alone and together: the option `bufferedTotal`. */
import { describe, expect, test } from 'vitest';
import {
  type ConnectClientOptions,
  connect,
  pool,
  type ReconnectingClient,
  reconnecting,
  type SharedBudget,
  serve,
  sharedBudget,
} from '../src/index.js';
import { lines } from './kit/lines.js';
import { failureOf, world } from './kit/world.js';

/** A server that says as many lines of a thousand letters as a line asks for, and then `done`. */
async function chatty() {
  const network = world();
  await serve(
    lines(),
    function* (line) {
      for (let left = Number(line); left > 0; left--) yield 'x'.repeat(1_000);
      yield 'done';
    },
    network.endpoint('server'),
    { onError() {} },
  );
  return network;
}

type Network = Awaited<ReturnType<typeof chatty>>;

/** A client that asked for so many lines and takes none. */
async function asking(network: Network, count: number, options: ConnectClientOptions) {
  const client = await connect(lines(), network.endpoint('server'), options);
  await client.send(String(count));
  await network.runUntilIdle();
  return client;
}

describe('one client', () => {
  test('that holds more than its bufferedTotal is reset, and what waited is forgotten', async () => {
    const network = await chatty();
    const client = await asking(network, 300, { bufferedTotal: 100_000 });
    expect(await client.closed).toMatchObject({
      by: 'local',
      error: { code: 'limit-buffered-total', message: expect.stringContaining('bufferedTotal is 100000') },
    });
    expect(client.underWay.unasked).toBe(0);
    expect(await failureOf(client[Symbol.asyncIterator]().next())).toMatchObject({ code: 'limit-buffered-total' });
  });

  test('that holds less is not, however much comes if it is taken', async () => {
    const network = await chatty();
    const client = await asking(network, 50, { bufferedTotal: 100_000 });
    let taken = 0;
    for (let round = 0; round < 10; round++) {
      for await (const line of client) {
        taken += 1;
        if (line === 'done') break;
      }
      await client.send('50');
      await network.runUntilIdle();
    }
    expect([taken, client.underWay.unasked]).toEqual([510, 51]);
  });

  test('counts streams and subscriptions, each of which may hold as much as it likes', async () => {
    const network = await chatty();
    const client = await connect(
      lines({ replies: () => ({ by: 'order', expects: () => 200 }) }),
      network.endpoint('server'),
      {
        bufferedTotal: 300_000,
        untaken: 'fail',
      },
    );
    for (const _ of [1, 2]) client.stream('199');
    await network.runUntilIdle();
    expect(await client.closed).toMatchObject({ error: { code: 'limit-buffered-total' } });
  });

  test('whose part of a message has arrived counts that too', async () => {
    const network = await chatty();
    const client = await connect(
      lines({ limits: { contentBytes: 1_000_000, headerBytes: 1_000_000 } }),
      network.endpoint('server'),
      {
        bufferedTotal: 100_000,
      },
    );
    await client.send('0');
    await network.runUntilIdle();
    expect(client.underWay.unasked).toBe(1);
  });
});

describe('several clients', () => {
  const heldBy = async (network: Network, bufferedTotal: SharedBudget, counts: readonly number[]) => {
    const clients = [];
    for (const count of counts) clients.push(await asking(network, count, { bufferedTotal }));
    return clients;
  };

  test('share a budget: the one that holds most is reset, and the others go on', async () => {
    const network = await chatty();
    const clients = await heldBy(network, sharedBudget(250_000), [60, 120, 90]);
    expect(clients.map(({ underWay }) => underWay.unasked)).toEqual([61, 0, 91]);
    expect(await clients[1]?.closed).toMatchObject({ error: { code: 'limit-buffered-total' } });
  });

  test('one that is over counts no more', async () => {
    const network = await chatty();
    const bufferedTotal = sharedBudget(250_000);
    const [first] = await heldBy(network, bufferedTotal, [200]);
    const closing = first?.close();
    await network.advanceBy(20_000);
    await closing;
    const [second] = await heldBy(network, bufferedTotal, [200]);
    expect(second?.underWay.unasked).toBe(201);
  });

  test('a pool has one budget, and the client that was reset comes back', async () => {
    const network = await chatty();
    const clients = pool(lines(), network.endpoint('server'), { size: 3, bufferedTotal: 250_000 });
    await network.advanceBy(1_000);
    for (const [at, count] of [60, 120, 90].entries()) {
      await (clients.clients[at] as ReconnectingClient<string, string>).send(String(count));
      await network.runUntilIdle();
    }
    expect(clients.clients.map(({ current }) => current?.underWay.unasked)).toEqual([61, undefined, 91]);
    expect(clients.clients[1]?.lastFailure).toMatchObject({ code: 'limit-buffered-total' });
    await network.advanceBy(10_000);
    expect(clients.clients[1]?.state).toMatch(/^open/);
  });
});

test.each([0, -1, 1.5, Number.NaN, '1' as never])('%s is no budget', async (bufferedTotal) => {
  const endpoint = world().endpoint('server');
  const wrong = { name: 'RangeError', message: expect.stringContaining('bufferedTotal') };
  expect(await failureOf(connect(lines(), endpoint, { bufferedTotal }))).toMatchObject(wrong);
  for (const call of [
    () => sharedBudget(bufferedTotal),
    () => pool(lines(), endpoint, { bufferedTotal }),
    () => reconnecting(lines(), endpoint, { bufferedTotal }),
  ]) {
    expect(call).toThrow(RangeError);
  }
});
