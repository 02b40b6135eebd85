/** Servers, each in a process of its own: it tells its port, and what it has used. */

import type { AddressInfo } from 'node:net';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { type Handler, type Protocol, type ServeOptions, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { raw } from '@wirechart/protocols/raw';
import { tcp } from '@wirechart/transport-net';
import { answer } from '../by-hand/answer.js';
import { createJsonServer } from '../by-hand/json-server.js';
import type { Subjects } from '../harness/worker.js';

/** What a server uses, seen from inside. */
export interface ServerProcess {
  port(): number;
  /** Nanoseconds of CPU so far. */
  cpu(): number;
  /** Bytes, after the collector has run. */
  memory(): Memory;
}

export interface Memory {
  readonly heapUsed: number;
  readonly external: number;
  /** Of the process, as the system counts it. */
  readonly rss: number;
}

export const subjects: Subjects = {
  'json-header: ours': () => ours(jsonHeader(), (message) => json(answer(message.content))),
  'json-header: by hand': () => listening(createJsonServer(answer)),
  'echo: ours': () => ours(raw(), (bytes) => bytes),
  'echo: net': () => listening(createServer({ noDelay: true }, echo)),
  'sink: ours': () => ours(raw(), () => undefined),
  'sink: net': () => listening(createServer({ noDelay: true }, sink)),
};

export async function ours<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  handler: Handler<TIn, TOut>,
  options: ServeOptions<TIn, TOut> = {},
): Promise<ServerProcess> {
  const { address } = await serve(protocol, handler, tcp({ port: 0 }), options);
  return processOn(address.kind === 'ip' ? address.port : 0);
}

export async function listening(server: NetServer): Promise<ServerProcess> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return processOn((server.address() as AddressInfo).port);
}

export function processOn(port: number): ServerProcess {
  return {
    port: () => port,
    cpu() {
      const { user, system } = process.cpuUsage();
      return (user + system) * 1000;
    },
    memory() {
      // The second finds what the first one's finalizers let go of.
      globalThis.gc?.();
      globalThis.gc?.();
      const { heapUsed, external, rss } = process.memoryUsage();
      return { heapUsed, external, rss };
    },
  };
}

/** Writes back what comes, as fast as the remote takes it. */
function echo(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => socket.resume());
  socket.on('data', (chunk) => {
    if (!socket.write(chunk)) socket.pause();
  });
}

/** Reads and forgets: the barest use of a socket. */
function sink(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.on('data', () => {});
}
