import { connect, type Handler, serve } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import {
  asWritten,
  byteAMinute,
  byteByByte,
  type Chunking,
  coalesced,
  cutAt,
  fixedSize,
  type NetworkOptions,
  randomSizes,
  type SimulatedConnection,
  simulatedNetwork,
} from '../src/index.js';
import { lines } from './support/line-protocol.js';

const shout: Handler<string, string> = async (line) => line.toUpperCase();

async function opened(options: NetworkOptions = {}, handler = shout) {
  const network = simulatedNetwork(options);
  const server = await serve(lines(), handler, network.endpoint('server'), { onError: () => {} });
  const client = await network.runUntil(connect(lines(), network.endpoint('server')));
  return { network, server, client };
}

const chunkings: Record<string, Chunking> = {
  'as written': asWritten(),
  'byte by byte': byteByByte(),
  'fixed sizes': fixedSize(3),
  coalesced: coalesced(),
  'given cuts': cutAt([1, 2, 5]),
  'random sizes': randomSizes(),
};

describe('an application written for TCP, running by itself', () => {
  test.each(Object.entries(chunkings))('%s: gets the same replies', async (_, chunking) => {
    const { client, server } = await opened({ chunking, latency: [1, 20], memory: 'guarded' });
    const requests = Array.from({ length: 200 }, (_, index) => `line ${index}`);
    const replies = await Promise.all(requests.map((line) => client.request(line)));
    expect(replies).toEqual(requests.map((line) => line.toUpperCase()));
    await client.close();
    await server.close();
  });

  test('a connection that idles, is left in peace', async () => {
    const { client, server, network } = await opened();
    expect(await client.request('a')).toBe('A');
    for (let turn = 0; turn < 2000; turn++) await undefined;
    expect(await client.request('b')).toBe('B');
    expect(network.clock.now()).toBe(0);
    await client.close();
    await server.close();
  });

  test('much more than the buffers hold, goes through with back-pressure', async () => {
    const small = { receiveBuffer: 500, highWater: 400, lowWater: 100 };
    const { client, server } = await opened({ ...small, chunking: randomSizes() });
    const line = 'x'.repeat(20_000);
    expect(await Promise.all([client.request(line), client.request(line)])).toEqual([
      line.toUpperCase(),
      line.toUpperCase(),
    ]);
    await client.close();
    await server.close();
  });
});

describe('time-outs, under the simulated clock', () => {
  test('idle: fires at its deadline and not before', async () => {
    const { client, network } = await opened({ run: 'stepped' });
    await network.advanceBy(59_000);
    expect(client.state('read')).toBe('awaiting-line');
    const from = network.clock.now();
    await expect(network.runUntil(client.request('late').then(() => client.closed))).resolves.toMatchObject({
      by: 'remote',
    });
    expect(network.clock.now() - from).toBeGreaterThanOrEqual(60_000);
  });

  test('idle: catches a remote that sends a byte a minute', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const failures: string[] = [];
    const onError = (error: { code: string }) => failures.push(error.code);
    await serve(lines(), shout, network.endpoint('server'), { onError });
    const slow = network.endpoint('server', { from: 'loris', sends: byteAMinute });
    const client = await network.runUntil(connect(lines(600_000), slow));
    const reply = client.request('hello');
    reply.catch(() => {});
    await expect(network.runUntil(reply)).rejects.toMatchObject({ code: expect.any(String) });
    expect(failures).toEqual(['timeout-idle']);
    expect(network.clock.now()).toBeLessThan(300_000);
  });

  test('drain: bounds the close of a server whose remote never reads', async () => {
    const network = simulatedNetwork({ run: 'stepped', receiveBuffer: 10, highWater: 10 });
    const server = await serve(lines(), () => 'x'.repeat(1000), network.endpoint('server'), { onError: () => {} });
    const deaf = network.endpoint('server', { reads: false });
    const client = await network.runUntil(connect(lines(), deaf));
    client.request('a').catch(() => {});
    await network.runUntilIdle();
    await network.runUntil(server.close());
    expect(network.clock.now()).toBeLessThanOrEqual(10_000);
    expect(server.peers.size).toBe(0);
  });
});

describe('faults', () => {
  test('a reset at any byte of the request, fails it and no other connection', async () => {
    for (let bytes = 0; bytes <= 'hello\n'.length; bytes++) {
      const onConnection = (connection: SimulatedConnection) => {
        if (connection.id === 1) connection.resetAfter('server', bytes);
      };
      const { network, client, server } = await opened({ run: 'stepped', onConnection });
      const other = await network.runUntil(connect(lines(), network.endpoint('server')));
      await expect(network.runUntil(client.request('hello')), `after ${bytes} bytes`).rejects.toMatchObject({
        code: 'ECONNRESET',
        blame: 'transport',
      });
      expect(await network.runUntil(other.request('hello'))).toBe('HELLO');
      expect(server.peers.size).toBe(1);
    }
  });

  test('a partition, delays the reply until it is over', async () => {
    const { network, client } = await opened({ run: 'stepped', latency: 10 });
    network.hold('client', 'server');
    const reply = client.request('hello');
    await network.advanceBy(5000);
    network.release('client', 'server');
    expect(await network.runUntil(reply)).toBe('HELLO');
    expect(network.clock.now()).toBeLessThan(5100);
  });
});
