import type { Socket } from 'node:net';
import { checkOpener } from '../subject/opener.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FakeSocket, PEER_SOURCE, peerOf, SOCKET_SOURCE } from './fake-socket.js';

/** What a client or a server over a socket shows: what it sends, and what the application gets. */
export type SocketEvent =
  | { readonly type: 'sent'; readonly data: Buffer }
  | { readonly type: 'half-closed' }
  | { readonly type: 'application'; readonly message: unknown };

/**
 * A client or a server that is given a socket. The input is what the peer sends; what it answers is compared as one
 * sequence of bytes, and what `serve` tells the sink as a sequence of messages, each in its own order.
 *
 * @param serve Gives the socket to the client or server. If it returns a function, that is called after the run.
 * @example fromSocket((socket) => { server.emit('connection', socket); })
 */
export function fromSocket(
  serve: (socket: Socket, sink: Sink<unknown>) => unknown,
  options: SubjectOptions<SocketEvent> = {},
): Subject<SocketEvent> {
  checkOpener('fromSocket', serve, 'fromSocket((socket) => server.emit("connection", socket))');
  return {
    ...options,
    canonical: {
      piece: (event) => (event.type === 'sent' ? { of: 'sent', data: event.data } : undefined),
      stream: (event) => (event.type === 'application' ? 'application' : 'sent'),
      ...options.canonical,
    },
    open: (sink) => {
      const socket = new FakeSocket({
        sent: (data) => sink.message({ type: 'sent', data }),
        halfClosed: () => sink.message({ type: 'half-closed' }),
      });
      const dispose = serve(socket as unknown as Socket, {
        message: (message) => sink.message({ type: 'application', message }),
        error: sink.error,
      });
      return peerOf(socket, dispose);
    },
    recipe: {
      imports: ["import { Duplex } from 'node:stream';"],
      open: `const serve = ${serve.toString()};
function open({ message, error }) {
  const sent = (data) => message({ type: 'sent', data });
  const halfClosed = () => message({ type: 'half-closed' });
${SOCKET_SOURCE}
  const dispose = serve(socket, { message: (content) => message({ type: 'application', message: content }), error });
${PEER_SOURCE}
}`,
    },
  };
}
