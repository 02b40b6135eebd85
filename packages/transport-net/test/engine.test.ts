/** The engine over real sockets. */
import { connect, serve, TransportError } from '@wirechart/core';
import { expect, test } from 'vitest';
import { tcp } from '../src/index.js';
import { lines } from './support/lines.js';

test('a server on a port of the system’s choice answers a client', async () => {
  await using server = await serve(lines, (line) => line.toUpperCase(), tcp({ port: 0 }));
  const { address } = server;
  if (address.kind !== 'ip') throw new Error('not an IP address');
  await using client = await connect(lines, tcp({ port: address.port }));
  expect(await client.request('one')).toBe('ONE');
  expect(await Promise.all(['two', 'three'].map((line) => client.request(line)))).toEqual(['TWO', 'THREE']);
  expect(client.remote).toEqual(address);
});

test('a handler that answers later keeps the order, and a long line passes whole', async () => {
  const handler = async (line: string) => (line === 'slow' ? await nextTurn('slow') : line);
  await using server = await serve(lines, handler, tcp({ port: 0 }));
  await using client = await connect(lines, tcp({ port: portOf(server.address) }));
  const long = 'x'.repeat(1 << 20);
  expect(await Promise.all(['slow', long, 'quick'].map((line) => client.request(line)))).toEqual([
    'slow',
    long,
    'quick',
  ]);
});

test('a server that aborts is a reset to the client, not an end', async () => {
  await using server = await serve(
    lines,
    (_, peer) => {
      peer.abort();
      return undefined;
    },
    tcp({ port: 0 }),
  );
  const client = await connect(lines, tcp({ port: portOf(server.address) }));
  const failure = await client.request('one').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TransportError);
  expect(failure).toMatchObject({ code: 'ECONNRESET', stage: 'read' });
  await client.closed;
});

test('a server whose signal fires closes its listener and its connections', async () => {
  const controller = new AbortController();
  const server = await serve(lines, (line) => line, tcp({ port: 0 }), { signal: controller.signal });
  const port = portOf(server.address);
  const client = await connect(lines, tcp({ port }));
  await client.request('one');
  controller.abort();
  await client.closed;
  await expect(connect(lines, tcp({ port }))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

function portOf(address: { readonly kind: string; readonly port?: number }): number {
  if (address.port === undefined) throw new Error(`no port in an address of kind ${address.kind}`);
  return address.port;
}

function nextTurn<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(value)));
}
