/** A thousand connections at once, over real sockets; a hundred where XState's interpreter runs them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Client, connect, serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { describe, expect, test } from 'vitest';
import { load } from '../../../core/test/kit/load.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';

type JsonClient = Client<JsonHeaderMessage, JsonHeaderMessage>;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const CONNECTIONS = load(1_000);
const REQUESTS = 20;

async function open(port: number): Promise<JsonClient[]> {
  const clients: JsonClient[] = [];
  // In parts: the system's queue of connections that wait to be accepted is not what is tested here.
  while (clients.length < CONNECTIONS) {
    const some = Array.from({ length: 100 }, () => connect(jsonHeader(), tcp({ port })));
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

/** Every client asks all its questions at once; returns how many replies were not the right one. */
async function ask(clients: readonly JsonClient[], round: string): Promise<number> {
  const wrong = await Promise.all(
    clients.map(async (client, i) => {
      const questions = Array.from({ length: REQUESTS }, (_, j) => `${round} ${i} ${j}`);
      const replies = await Promise.all(questions.map((question) => client.request(json(question))));
      return replies.filter(({ content }, j) => (content as { to: unknown }).to !== questions[j]).length;
    }),
  );
  return wrong.reduce((sum, count) => sum + count, 0);
}

describe(`${CONNECTIONS} connections`, () => {
  test('with pipelined requests are answered without loss or mixing, also by a handler that answers late', async () => {
    let handled = 0;
    const handler = (request: JsonHeaderMessage) => {
      handled += 1;
      const reply = json({ to: request.content });
      return handled % 3 === 0
        ? new Promise<JsonHeaderMessage>((resolve) => setImmediate(() => resolve(reply)))
        : reply;
    };
    const server = await serve(jsonHeader(), handler, tcp({ port: 0 }));
    const clients = await open(portOf(server.address));
    expect(await ask(clients, 'first')).toBe(0);
    expect(server.peers.size).toBe(CONNECTIONS);
    expect(await ask(clients, 'second')).toBe(0);
    expect(handled).toBe(2 * CONNECTIONS * REQUESTS);
    await Promise.all(clients.map((client) => client.close()));
    await server.close();
    expect(server.peers.size).toBe(0);
  }, 30_000);

  test('leave the memory as it was when they have closed', async () => {
    const server = await serve(jsonHeader(), (request) => json({ to: request.content }), tcp({ port: 0 }));
    const connections: WeakRef<object>[] = [];
    const round = async (keep: boolean) => {
      const clients = await open(portOf(server.address));
      expect(await ask(clients, 'round')).toBe(0);
      if (keep) {
        connections.push(...clients.map((client) => new WeakRef(client)));
        connections.push(...[...server.peers].map((peer) => new WeakRef(peer)));
      }
      await Promise.all(clients.map((client) => client.close()));
    };
    await round(false);
    const before = await settledHeap();
    await round(true);
    const after = await settledHeap();
    expect(connections).toHaveLength(2 * CONNECTIONS);
    expect(connections.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(10);
    // A thousand connections that were kept, at both ends, would be more.
    expect(after - before).toBeLessThan(1_500_000);
    await server.close();
  }, 30_000);
});

/** Bytes in use when what can be collected is. */
async function settledHeap(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function portOf(address: { readonly kind: string; readonly port?: number }): number {
  if (address.port === undefined) throw new Error(`no port in an address of kind ${address.kind}`);
  return address.port;
}
