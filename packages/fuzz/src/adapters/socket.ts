import type { Socket } from 'node:net';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FakeSocket } from './fake-socket.js';

/** What a client or a server over a socket shows: what it sends, and what the application gets. */
export type SocketEvent =
  | { readonly type: 'sent'; readonly data: Buffer }
  | { readonly type: 'half-closed' }
  | { readonly type: 'application'; readonly message: unknown };

/**
 * A client or a server that is given a socket. The input is what the peer sends; what it answers is compared as one
 * sequence of bytes, and what `serve` tells the sink is compared with it in order.
 *
 * @example fromSocket((socket) => { server.emit('connection', socket); })
 */
export function fromSocket(
  serve: (socket: Socket, sink: Sink<unknown>) => void | (() => unknown),
  options: SubjectOptions<SocketEvent> = {},
): Subject<SocketEvent> {
  return {
    ...options,
    canonical: {
      piece: (event) => (event.type === 'sent' ? { of: 'sent', data: event.data } : undefined),
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
      return {
        get closed() {
          return socket.destroyed;
        },
        write: (chunk) => {
          socket.deliver(chunk);
        },
        end: () => {
          socket.deliver(null);
        },
        dispose: () => {
          socket.destroy();
          return dispose?.();
        },
      };
    },
  };
}
