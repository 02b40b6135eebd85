/** Listening: the part that TCP and Unix sockets share. */
import { createServer, type ListenOptions as NetListenOptions, type Server, type Socket } from 'node:net';
import { type Address, type Listener, type ListenOptions, type Transport, TransportError } from '@wirechart/core';
import { abortReason } from './abort.js';
import { DescriptorWatch, fileLimit } from './file-limit.js';
import { inheritNoDelay } from './inherit-no-delay.js';
import { dropOwnEndListener } from './own-end-listener.js';
import { reset as resetStream } from './reset.js';
import { SOCKET_OPTIONS, type socketOptionsFor } from './socket-options.js';
import { systemCodes } from './system-codes.js';
import { systemError } from './system-error.js';
import { takeWaiting } from './take-waiting.js';

/** Where to listen, and what to make of the connections. */
export interface Post {
  readonly target: NetListenOptions | { readonly fd: number; readonly backlog: number };
  /** What the accepted sockets are made with besides. */
  readonly options?: ReturnType<typeof socketOptionsFor>;
  /** The place, for messages. */
  readonly name: string;
  /** Where the server turned out to listen; undefined where that is of another kind. */
  readonly addressOf: (server: Server) => Address | undefined;
  /** @param tellsAtOnce see {@link ListenOptions.tellsAtOnce} */
  readonly wrap: (socket: Socket, listening: Address, tellsAtOnce: boolean) => Transport;
}

/** @throws TransportError of stage `listen`; the reason of an aborted signal. A signal that fires later closes the listener. */
export function listenOn(
  post: Post,
  accept: (transport: Transport) => void,
  options: ListenOptions = {},
): Promise<Listener> {
  const { signal, onError, tellsAtOnce = () => true } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal));
    // A connection is not read before its transport is started.
    const server = createServer({ ...SOCKET_OPTIONS, ...post.options, pauseOnConnect: true });

    const stop = () => {
      signal?.removeEventListener('abort', stop);
      // The address is free when this returns; Node's own callback would wait for the connections as well.
      server.close();
      if (signal?.aborted) reject(abortReason(signal));
    };
    let accepted = 0;
    /** Told once, until there are free descriptors again. */
    let short = false;
    const descriptors = new DescriptorWatch();
    const refusesForFiles = (socket: Socket): boolean => {
      const before = short;
      short = descriptors.isAmongTheLast(socket);
      if (!short) return false;
      resetStream(socket.on('error', () => {}));
      if (!before) onError?.(shortOfFiles(post.name));
      return true;
    };

    server.on('error', (cause) => {
      const error = systemError('listen', post.name, cause);
      // Node goes on listening when one accept fails.
      if (server.listening) return onError?.(error);
      signal?.removeEventListener('abort', stop);
      reject(error);
    });
    server.once('listening', () => {
      // Node may not have known where to listen yet when the signal fired.
      if (signal?.aborted) return stop();
      const address = post.addressOf(server);
      if (address === undefined) {
        stop();
        return reject(ofAnotherKind(post.name));
      }
      inheritNoDelay(server);
      server.on('connection', (socket) => {
        accepted += 1;
        dropOwnEndListener(socket);
        if (!refusesForFiles(socket)) accept(post.wrap(socket, address, tellsAtOnce()));
      });
      resolve({
        address,
        async close() {
          await takeWaiting(() => accepted);
          stop();
        },
      });
    });
    signal?.addEventListener('abort', stop, { once: true });
    server.listen(post.target as NetListenOptions);
  });
}

function ofAnotherKind(where: string): TransportError {
  const text = `cannot listen on ${where}: ${systemCodes.EAFNOSUPPORT.text} (EAFNOSUPPORT)`;
  return new TransportError('listen', 'EAFNOSUPPORT', text);
}

function shortOfFiles(where: string): TransportError {
  const reason = `too many open files, of ${fileLimit()} (EMFILE)`;
  return new TransportError('listen', 'EMFILE', `cannot accept more connections on ${where}: ${reason}`);
}
