import type { Transport } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import {
  byteAMinute,
  type EndpointOptions,
  type NetworkOptions,
  type SimulatedConnection,
  simulatedNetwork,
} from '../src/index.js';
import { sample } from './support/bytes.js';
import { recorder } from './support/recorder.js';

async function connected(options: NetworkOptions = {}, client: EndpointOptions = {}, server: EndpointOptions = {}) {
  const connections: SimulatedConnection[] = [];
  const network = simulatedNetwork({
    run: 'stepped',
    onConnection: (connection) => connections.push(connection),
    ...options,
  });
  const accepted: Transport[] = [];
  await network.endpoint('server', server).listen((transport) => accepted.push(transport));
  const transport = await network.runUntil(network.endpoint('server', client).connect());
  const mine = recorder();
  const theirs = recorder();
  transport.start(mine);
  (accepted[0] as Transport).start(theirs);
  const connection = connections[0] as SimulatedConnection;
  return { network, client: transport, server: accepted[0] as Transport, mine, theirs, connection };
}

describe('connecting', () => {
  test('takes the way there and back', async () => {
    const { network } = await connected({ latency: 30 });
    expect(network.clock.now()).toBe(60);
  });

  test('is refused after the way there and back', async () => {
    const network = simulatedNetwork({ run: 'stepped', latency: 30 });
    const refused = network.endpoint('nobody').connect();
    await expect(network.runUntil(refused)).rejects.toMatchObject({ code: 'ECONNREFUSED', stage: 'connect' });
    expect(network.clock.now()).toBe(60);
  });

  test('behind a partition, times out; a connection that comes later is reset', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const theirs = recorder();
    await network.endpoint('server').listen((transport) => transport.start(theirs));
    network.hold('client', 'server');
    const connecting = network.endpoint('server', { connectTimeout: 3000 }).connect();
    await expect(network.runUntil(connecting)).rejects.toMatchObject({ code: 'timeout-connect', blame: 'timeout' });
    expect(network.clock.now()).toBe(3000);
    network.release('client', 'server');
    await network.runUntilIdle();
    expect(theirs.told).toEqual(['error read ECONNRESET', 'close']);
  });

  test('names the two ends', async () => {
    const { client, server } = await connected({}, { from: 'alice' });
    expect(client.local).toEqual({ kind: 'name', name: 'alice:1' });
    expect(client.remote).toEqual({ kind: 'name', name: 'server' });
    expect(server.remote).toEqual(client.local);
    expect(server.local).toEqual(client.remote);
  });
});

describe('conditions', () => {
  test('latency, delays each packet without reordering', async () => {
    const { network, client, theirs } = await connected({ latency: [0, 100], seed: 11 });
    const delays: number[] = [];
    const sent: number[] = [];
    const order: number[] = [];
    theirs.data = ([index = -1]) => {
      order.push(index);
      delays.push(network.clock.now() - (sent[index] ?? 0));
    };
    for (let index = 0; index < 50; index++) {
      sent.push(network.clock.now());
      client.write([Uint8Array.of(index)]);
      await network.advanceBy(40);
    }
    await network.runUntilIdle();
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(50);
  });

  test('bandwidth, is bytes per second', async () => {
    const { network, client, theirs } = await connected({ bandwidth: 1000 });
    let arrived = 0;
    theirs.end = () => {
      arrived = network.clock.now();
    };
    client.write([sample(5000)]);
    client.end();
    await network.runUntilIdle();
    expect(arrived).toBeCloseTo(5000);
  });

  test('a byte a minute', async () => {
    const { network, client, theirs } = await connected({}, { sends: byteAMinute });
    client.write([sample(3)]);
    await network.advanceBy(59_999);
    expect(theirs.sizes).toEqual([]);
    await network.advanceBy(60_001);
    expect(theirs.sizes).toEqual([1, 1]);
    await network.runUntilIdle();
    expect(theirs.bytes).toEqual(sample(3));
    expect(network.clock.now()).toBe(180_000);
  });

  test('changed on the way, hold for what leaves from then on', async () => {
    const { network, client, theirs } = await connected({ latency: 10 });
    const from = network.clock.now();
    const times: number[] = [];
    theirs.data = () => times.push(network.clock.now() - from);
    client.write([sample(1)]);
    network.setConditions('client', 'server', { latency: 500 });
    client.write([sample(1)]);
    await network.runUntilIdle();
    expect(times).toEqual([10, 500]);
  });

  test('changed to a faster way, let nothing overtake', async () => {
    const { network, client, theirs } = await connected({ latency: 500 });
    const from = network.clock.now();
    const times: number[] = [];
    theirs.data = () => times.push(network.clock.now() - from);
    client.write([sample(1)]);
    network.setConditions('client', 'server', { latency: 10 });
    client.write([sample(1)]);
    await network.runUntilIdle();
    expect(times).toEqual([500, 500]);
  });

  test('a peer that never reads, fills its window and keeps it full', async () => {
    const { network, client, mine, theirs } = await connected(
      { receiveBuffer: 1000, highWater: 500 },
      {},
      { reads: false },
    );
    expect(client.write([sample(1000)])).toBe(true);
    expect(client.write([sample(500)])).toBe(false);
    await network.advanceBy(3_600_000);
    expect(mine.told).toEqual([]);
    expect(theirs.told).toEqual([]);
  });
});

describe('faults', () => {
  test('hold, keeps everything back in both directions, and release lets it arrive in order', async () => {
    const { network, client, server, mine, theirs } = await connected({ latency: 5 });
    client.write([sample(2)]);
    network.hold('client', 'server');
    client.write([sample(3)]);
    client.end();
    server.write([sample(4)]);
    await network.advanceBy(10_000);
    expect([mine.told, theirs.told]).toEqual([[], []]);
    network.release('client', 'server');
    await network.runUntilIdle();
    expect(theirs.told).toEqual(['data 2', 'data 3', 'end']);
    expect(mine.told).toEqual(['data 4']);
  });

  test('hold of two hosts, leaves others alone', async () => {
    const network = simulatedNetwork({ run: 'stepped' });
    const reached: string[] = [];
    await network.endpoint('server').listen((transport) => {
      transport.start({ ...recorder(), data: () => reached.push((transport.remote as { name: string }).name) });
    });
    const clients = ['alice', 'bob'].map((from) => network.endpoint('server', { from }).connect());
    const [alice, bob] = (await network.runUntil(Promise.all(clients))) as [Transport, Transport];
    network.hold('alice', 'server');
    alice.write([sample(1)]);
    bob.write([sample(1)]);
    await network.runUntilIdle();
    expect(reached).toEqual(['bob:1']);
  });

  test('hold twice, takes two releases', async () => {
    const { network, client, theirs } = await connected();
    network.hold('client', 'server');
    network.hold('server', 'client');
    client.write([sample(1)]);
    network.release('client', 'server');
    await network.runUntilIdle();
    expect(theirs.told).toEqual([]);
    network.release('client', 'server');
    await network.runUntilIdle();
    expect(theirs.told).toEqual(['data 1']);
  });

  test('stall of two hosts, ends by itself', async () => {
    const { network, client, theirs } = await connected();
    const from = network.clock.now();
    network.stall('client', 'server', 700);
    client.write([sample(1)]);
    theirs.data = () => expect(network.clock.now() - from).toBe(700);
    await network.runUntilIdle();
    expect.assertions(1);
  });

  test('release at the very time of an arrival, keeps the order', async () => {
    const { network, client, theirs } = await connected({ latency: 10 });
    network.stall('client', 'server', 20);
    client.write([sample(1)]);
    await network.advanceBy(10);
    client.write([sample(2)]);
    await network.runUntilIdle();
    expect(theirs.told).toEqual(['data 1', 'data 2']);
  });

  test.each([0, 1, 7, 9, 10])('reset after %i of ten bytes, delivers exactly so many', async (bytes) => {
    const { network, client, connection, mine, theirs } = await connected();
    connection.resetAfter('server', bytes);
    client.write([sample(4), sample(6, 0, 4)]);
    await network.runUntilIdle();
    expect(theirs.bytes).toEqual(sample(10).subarray(0, bytes));
    expect(theirs.told.slice(-2)).toEqual(['error read ECONNRESET', 'close']);
    expect(mine.told).toEqual(['error read ECONNRESET', 'close']);
  });

  test('reset after bytes that never come, does not happen', async () => {
    const { network, client, connection, theirs } = await connected();
    connection.resetAfter('server', 11);
    client.write([sample(10)]);
    await network.runUntilIdle();
    expect(theirs.told).toEqual(['data 10']);
  });

  test('stall after some bytes, delivers the rest later', async () => {
    const { network, client, connection, theirs } = await connected();
    connection.stallAfter('server', 4, 250);
    const from = network.clock.now();
    const told: [number, number][] = [];
    theirs.data = (chunk) => told.push([chunk.length, network.clock.now() - from]);
    client.write([sample(10)]);
    await network.runUntilIdle();
    expect(told).toEqual([
      [4, 0],
      [6, 250],
    ]);
  });

  test('several faults of one direction, happen in the order of their offsets', async () => {
    const { network, client, connection, theirs } = await connected();
    connection.resetAfter('server', 8);
    connection.stallAfter('server', 2, 10);
    connection.stallAfter('server', 5, 10);
    client.write([sample(10)]);
    await network.runUntilIdle();
    expect(theirs.told).toEqual(['data 2', 'data 3', 'data 3', 'error read ECONNRESET', 'close']);
  });
});
