/** Handing connections to a server of node:tls that did not accept them itself. */
import type { Duplex } from 'node:stream';
import type { Server, TLSSocket } from 'node:tls';
import type { Handshaking } from './side.js';

/** Begins a handshake over an open stream. */
export type Accept = (stream: Duplex, handshaking: Handshaking) => void;

/** @throws TypeError where this platform has no server of TLS that takes connections */
export function acceptingThrough(acceptor: Server): Accept {
  if (acceptor.listenerCount('connection') === 0)
    throw new TypeError('a server of TLS needs Node, or Bun 1.4 or later');
  return IS_BUN ? byStream(acceptor) : oneByOne(acceptor);
}

/** The keys that lock the sessions of a server. Bun does not tell them. */
export function ticketKeysOf(acceptor: Server): Uint8Array | undefined {
  return IS_BUN ? undefined : acceptor.getTicketKeys();
}

const IS_BUN = process.versions['bun'] !== undefined;

/**
 * Servers of node:tls take connections that they did not accept themselves (docs, event `connection`), but tell only all
 * who listen that one of them is secured. So each connection is given to a server that inherits everything from the one and
 * has its own `emit`.
 */
function oneByOne(acceptor: Server): Accept {
  const begin = acceptor.emit as (event: string, stream: Duplex) => boolean;
  class One {
    /** Node's part of a socket outlives its close until the next full collection, and must not keep all this with it. */
    #handshaking: Handshaking | undefined;

    constructor(handshaking: Handshaking) {
      this.#handshaking = handshaking;
    }

    emit(event: string, ...args: unknown[]): boolean {
      const handshaking = this.#handshaking;
      if (event === 'secureConnection') handshaking?.handleSecured(args[0] as TLSSocket);
      else if (event === 'tlsClientError') handshaking?.handleRefusal(refusal(args[0] as Error, args[1] as TLSSocket));
      else return acceptor.emit(event, ...args);
      this.#handshaking = undefined;
      return true;
    }
  }
  Object.setPrototypeOf(One.prototype, acceptor);
  return (stream, handshaking) => void begin.call(new One(handshaking) as unknown as Server, 'connection', stream);
}

/**
 * Servers of Bun tell nobody but themselves, whoever passed the connection on; there the stream below, which a socket keeps under a symbol,
 * says whose it is.
 */
function byStream(acceptor: Server): Accept {
  const waiting = new WeakMap<object, Handshaking>();
  const taken = (socket: TLSSocket) => {
    const kept = Object.getOwnPropertySymbols(socket).map((key) => socket[key as keyof TLSSocket] as object);
    const stream = kept.find((value) => waiting.has(value)) as object;
    const handshaking = waiting.get(stream);
    waiting.delete(stream);
    return handshaking;
  };
  acceptor.on('secureConnection', (socket) => taken(socket)?.handleSecured(socket));
  acceptor.on('tlsClientError', (cause, socket) => taken(socket)?.handleRefusal(refusal(cause, socket)));
  return (stream, handshaking) => {
    waiting.set(stream, handshaking);
    acceptor.emit('connection', stream);
  };
}

/** Node hangs up on a client whose certificate it does not accept, and tells the reason apart from the error. */
function refusal(cause: Error, socket: TLSSocket): Error {
  const { authorizationError } = socket as unknown as { authorizationError?: string | Error | null };
  if (!authorizationError) return cause;
  const code = typeof authorizationError === 'string' ? authorizationError : authorizationError.message;
  return Object.assign(new Error(`the client's certificate: ${code}`), { code });
}
