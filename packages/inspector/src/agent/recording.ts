/** A run as a dump, without anybody looking while it runs: a simulated one, a test that failed, one chunking of some bytes. */
import {
  Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  type Protocol,
  prepare,
  pump,
  type Role,
  type WatchedConnection,
  type Watcher,
} from '@wirechart/core';
import { encodeDump } from '../exports/dump.js';
import type { AgentMessage } from '../wire/messages.js';
import { Agent } from './agent.js';

export interface RecordingOptions {
  /** Of the run: that of the simulated network, say. Default: the real time. */
  readonly clock?: { now(): number };
  /** Keeps bytes, texts and contexts. Default true: it is your own run. */
  readonly payload?: boolean;
  /** Default `recorded`. */
  readonly title?: string;
}

export interface Recording {
  /** To be given to `serve` and `connect` as their option. */
  readonly watcher: Watcher;
  /** What has happened so far. `wirechart inspect <file>` opens it. */
  dump(): Uint8Array;
}

/**
 * Records all connections in full, every turn of them.
 *
 * @example
 * const network = simulatedNetwork({ seed: 7 });
 * const run = recording({ clock: network.clock });
 * const server = await serve(protocol, handler, network.endpoint('server'), { watcher: run.watcher });
 * // …
 * await writeFile('run.wirechart', run.dump());
 */
export function recording({ clock, payload = true, title = 'recorded' }: RecordingOptions = {}): Recording {
  const agent = new Agent({ payload, title, clock, every: 0 });
  const messages: AgentMessage[] = [];
  agent.attach({ payload, everything: true, ready: true, tell: (message) => void messages.push(message) });
  return {
    watcher: agent,
    dump: () => {
      agent.tick();
      return encodeDump(messages);
    },
  };
}

/**
 * The dump of one connection that is given these chunks one after the other, a millisecond between them, and then the end: to look at a
 * chunking that a fuzzer found, byte by byte.
 *
 * @param replies what a server answers to a message; undefined for nothing. Default: nothing
 */
export function recordChunks<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  chunks: readonly Uint8Array[],
  { replies, ...options }: ConnectionOptions & { readonly replies?: (message: TIn) => TOut | undefined } = {},
): Uint8Array {
  let now = 0;
  const run = recording({ clock: { now: () => now }, title: `${protocol.name}, ${chunks.length} chunks` });
  const connection = new Connection(prepare(protocol, role, options), now);
  const name = { kind: 'name', name: 'chunks' } as const;
  const watched: WatchedConnection = { connection, transport: { local: name, remote: name }, tag: undefined };
  const application = {
    event: (event: ConnectionEvent<TIn>) => {
      if (event.type !== 'message' || role !== 'server') return;
      const reply = replies?.(event.message);
      if (reply !== undefined && connection.sending) connection.send(reply, now);
      connection.responded(now);
    },
  };
  run.watcher.opened(watched);
  const turn = () => {
    pump(connection, application, NOWHERE, now);
    run.watcher.turned(watched, now);
    now += 1;
  };
  turn();
  for (const chunk of chunks) {
    connection.receiveData(chunk, now);
    turn();
  }
  connection.receiveEof(now);
  turn();
  if (connection.closed) run.watcher.closed(watched, now);
  return run.dump();
}

/** Takes everything. */
const NOWHERE = { write: () => true, end: () => undefined, reset: () => undefined };
