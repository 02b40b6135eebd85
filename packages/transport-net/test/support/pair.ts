/** Two transports that are joined by a real socket, and the sinks that listen to them. */

import type { Endpoint, Listener, Transport } from '@wirechart/core';
import { afterEach } from 'vitest';
import { type TcpOptions, tcp } from '../../src/index.js';
import { Recorder } from './recorder.js';

export interface Pair {
  readonly client: Transport;
  readonly server: Transport;
  readonly atClient: Recorder;
  readonly atServer: Recorder;
}

/** Opens one connection to an endpoint that is being listened on. Neither side is started. */
export async function join(listening: Listening, endpoint: Endpoint): Promise<Pair> {
  const [client, server] = await Promise.all([endpoint.connect(), listening.accepted()]);
  leftovers.push(() => client.reset());
  return { client, server, atClient: new Recorder(), atServer: new Recorder() };
}

/** A pair over TCP on 127.0.0.1. */
export async function tcpPair(options: Partial<TcpOptions> = {}): Promise<Pair> {
  const listening = await listen(tcp({ ...options, port: 0 }));
  return join(listening, tcp({ ...options, port: listening.port }));
}

/** The same, with both sides started. */
export async function startedPair(options: Partial<TcpOptions> = {}): Promise<Pair> {
  const pair = await tcpPair(options);
  start(pair);
  return pair;
}

export function start({ client, server, atClient, atServer }: Pair): void {
  client.start(atClient);
  server.start(atServer);
}

export interface Listening {
  readonly listener: Listener;
  readonly port: number;
  /** The next connection that was accepted. */
  accepted(): Promise<Transport>;
}

/** Listens until the end of the test. */
export async function listen(endpoint: Endpoint): Promise<Listening> {
  const arrived: Transport[] = [];
  const waiting: ((transport: Transport) => void)[] = [];
  const listener = await endpoint.listen((transport) => {
    leftovers.push(() => transport.reset());
    const next = waiting.shift();
    if (next === undefined) arrived.push(transport);
    else next(transport);
  });
  leftovers.push(() => listener.close());
  return {
    listener,
    port: listener.address.kind === 'ip' ? listener.address.port : 0,
    accepted() {
      const next = arrived.shift();
      return next === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(next);
    },
  };
}

export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const leftovers: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(leftovers.splice(0).map((clear) => clear()));
});
