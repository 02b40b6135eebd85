/** Lets inspectors of the same user attach to an agent, over a Unix socket. */
import { unlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Endpoint, type Peer, type Server, serve } from '@wirechart/core';
import { duplexTransport, systemClock } from '@wirechart/transport-net';
import { listening } from '../listening.js';
import type { AgentMessage, AgentRequest } from '../wire/messages.js';
import { WIRE_VERSION } from '../wire/messages.js';
import { agentSide } from '../wire/protocol.js';
import type { Agent } from './agent.js';
import { ownFolder } from './place.js';
import type { Reader } from './reader.js';

/** @param payload whether a reader may be told payload, if it asks for it */
export async function listenFor(
  agent: Agent,
  path: string,
  payload: boolean,
): Promise<Server<AgentRequest, AgentMessage>> {
  ownFolder();
  const readers = new Map<Peer<AgentRequest, AgentMessage>, PeerReader>();
  const server = await serve(
    agentSide,
    (request, peer) => {
      if (request.type === 'attach') {
        if (request.version !== WIRE_VERSION) throw new Error(`the inspector speaks version ${request.version}`);
        const reader = new PeerReader(peer, payload && request.payload === true, request.everything === true);
        readers.set(peer, reader);
        agent.attach(reader);
      } else if (request.type === 'watch') {
        const reader = readers.get(peer);
        if (reader !== undefined) agent.watch(reader, request.ids);
      }
      return undefined;
    },
    lightSocket(path),
    {
      onEvent: (event, peer) => {
        const reader = readers.get(peer);
        if (event.type === 'writable' && reader !== undefined) {
          reader.ready = true;
          agent.catchUp();
        } else if (
          (event.type === 'end' || event.type === 'failed' || event.type === 'closed') &&
          reader !== undefined
        ) {
          agent.detach(reader);
          readers.delete(peer);
        }
      },
      // What inspectors do is no business of this program.
      onError: () => undefined,
    },
  );
  return server;
}

class PeerReader implements Reader {
  /** What it was told last is on its way still: more would only have it wait the longer, since a full socket is slow in coming round. */
  ready = true;

  constructor(
    private readonly peer: Peer<AgentRequest, AgentMessage>,
    readonly payload: boolean,
    readonly everything: boolean,
  ) {}

  tell(message: AgentMessage): void {
    try {
      this.ready = this.peer.send(message) && this.ready;
    } catch {
      // It is going away, which is told next; or it reads nothing at all, and hears of the gap when it does.
      this.ready = false;
    }
  }
}

/** A Unix socket that keeps no process alive: neither while it listens, nor while somebody looks. */
function lightSocket(path: string): Endpoint {
  return {
    clock: systemClock,
    connect: () => Promise.reject(new TypeError('an agent is listened for')),
    listen: async (accept) => {
      // Only a process that is dead can have left it behind: the name is our number.
      if (process.platform !== 'win32') removeFile(path);
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
        socket.unref();
        accept(duplexTransport(socket));
      });
      await listening(server, { path }, path);
      server.unref();
      const onExit = () => removeFile(path);
      process.once('exit', onExit);
      return {
        address: { kind: 'path', path },
        close: () =>
          new Promise<void>((resolve) => {
            process.off('exit', onExit);
            server.close(() => resolve());
          }),
      };
    },
  };
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was not there, which is as well.
  }
}
