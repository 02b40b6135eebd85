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
 * share one agent. It keeps no process alive. On Linux an inspector gets in without it, but over a port of Node's own inspector, and without
 * payload.
 *
 * @throws TransportError of stage `listen`; Error when the folder of the sockets is not this user's own.
 * @example
 * const server = await serve(jsonHeader(), answer, tcp({ port: 65432 }));
 * await inspectable(server);
 */
export async function inspectable(source: Watchable, options: InspectableOptions = {}): Promise<Inspected> {
  const { agent, server, leave } = await join(options);
  agent.add(source);
  let closing: Promise<void> | undefined;
  const close = () => {
    if (closing === undefined) {
      agent.remove(source);
      closing = leave();
    }
    return closing;
  };
  return { path: pathOf(server), close, [Symbol.asyncDispose]: close };
}

/** One more who needs the agent of this process. @internal */
export async function join(options: InspectableOptions): Promise<Joined> {
  const { agent, listening } = shared(options);
  const server = await listening;
  users += 1;
  return { agent, server, leave };
}

interface Joined {
  readonly agent: Agent;
  /** Where inspectors attach. */
  readonly server: Server<AgentRequest, AgentMessage>;
  /** To be called once. The last one who leaves closes the socket. */
  leave(): Promise<void>;
}

/**
 * The same as an option of `serve` and `connect`, where the connections must be seen from their first byte.
 *
 * @example
 * const server = await serve(jsonHeader(), answer, tcp({ port: 65432 }), { watcher: inspector() });
 */
export function inspector(options: InspectableOptions = {}): Watcher {
  const { agent, listening } = shared(options);
  // It never says that it is done.
  users += 1;
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

async function leave(): Promise<void> {
  users -= 1;
  if (users > 0 || one === undefined) return;
  const { listening } = one;
  one = undefined;
  await (await listening).abort('nobody is to look any more');
}

/** @internal */
export function pathOf({ address }: Server<AgentRequest, AgentMessage>): string {
  return address.kind === 'path' ? address.path : '';
}
