/** What a program is inspected by. */
import { basename } from 'node:path';
import type { Server, Watchable, Watcher } from '@wirechart/core';
import type { AgentMessage, AgentRequest } from '../wire/messages.js';
import { Agent } from './agent.js';
import { listenFor } from './listen.js';
import { socketPath } from './place.js';

export interface InspectableOptions {
  /**
   * Lets an inspector that asks for it see what passes: bytes, texts and contexts. Default false: it sees states, events, offsets and
   * lengths, and nothing that a remote has written. The first call decides for the process.
   */
  readonly payload?: boolean;
}

export interface Inspected extends AsyncDisposable {
  /** The socket that inspectors attach to; only this user can open it. */
  readonly path: string;
  /** Lets nobody look any more. */
  close(): Promise<void>;
}

/**
 * Lets `wirechart inspect <pid>` look at a server, or a client, of this process: one line, and no cost while nobody looks. Several
 * share one agent. It keeps no process alive.
 *
 * @throws TransportError of stage `listen`; Error when the folder of the sockets is not this user's own.
 * @example
 * const server = await serve(jsonHeader(), answer, tcp({ port: 65432 }));
 * await inspectable(server);
 */
export async function inspectable(source: Watchable, options: InspectableOptions = {}): Promise<Inspected> {
  const { agent, listening } = shared(options);
  const server = await listening;
  agent.add(source);
  users += 1;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= leave(agent, source);
    return closing;
  };
  return { path: pathOf(server), close, [Symbol.asyncDispose]: close };
}

/**
 * The same as an option of `serve` and `connect`, where the connections must be seen from their first byte.
 *
 * @example
 * const server = await serve(jsonHeader(), answer, tcp({ port: 65432 }), { watcher: inspector() });
 */
export function inspector(options: InspectableOptions = {}): Watcher {
  const { agent, listening } = shared(options);
  // That nobody can look is no reason not to serve.
  listening.catch((error) => console.error(error));
  return agent;
}

interface Shared {
  readonly agent: Agent;
  readonly listening: Promise<Server<AgentRequest, AgentMessage>>;
}

let one: Shared | undefined;
let users = 0;

function shared({ payload = false }: InspectableOptions): Shared {
  if (one === undefined) {
    const agent = new Agent({ payload, title: basename(process.argv[1] ?? 'node') });
    one = { agent, listening: listenFor(agent, socketPath(process.pid), payload) };
    one.listening.catch(() => {
      one = undefined;
    });
  }
  return one;
}

async function leave(agent: Agent, source: Watchable): Promise<void> {
  agent.remove(source);
  users -= 1;
  if (users > 0 || one === undefined) return;
  const { listening } = one;
  one = undefined;
  await (await listening).abort('nobody is to look any more');
}

function pathOf({ address }: Server<AgentRequest, AgentMessage>): string {
  return address.kind === 'path' ? address.path : '';
}
