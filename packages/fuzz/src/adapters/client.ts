import type { Socket } from 'node:net';
import { checkOpener } from '../subject/opener.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FakeSocket, PEER_SOURCE, peerOf, SOCKET_SOURCE } from './fake-socket.js';
import type { SocketEvent } from './socket.js';

/**
 * A client that connects, sends a request and only then reads: it is given a socket whose other side plays the bytes. The input
 * is what the server answers; it begins when the client has sent something, as a server would begin.
 *
 * @param connect Makes the client use the socket (`createConnection` of `node:http`, a stream that is passed in) and tells the
 *   sink what the application gets. If it returns a function, that is called after the run.
 * @example
 * fromClient((socket, sink) => {
 *   const request = http.get({ createConnection: () => socket }, (response) => response.on('data', sink.message));
 *   request.on('error', sink.error);
 * }, { pieces: true })
 */
export function fromClient(
  connect: (socket: Socket, sink: Sink<unknown>) => unknown,
  options: ClientOptions = {},
): Subject<SocketEvent> {
  checkOpener('fromClient', connect, 'fromClient((socket) => http.get({ createConnection: () => socket }))');
  const { pieces = false, speaksFirst = true, ...rest } = options;
  return {
    ...rest,
    canonical: {
      piece: (event) => {
        if (event.type === 'sent') return { of: 'sent', data: event.data };
        const data = event.type === 'application' ? event.message : undefined;
        return pieces && (typeof data === 'string' || data instanceof Uint8Array)
          ? { of: 'application', data }
          : undefined;
      },
      stream: (event) => (event.type === 'application' ? 'application' : 'sent'),
      ...options.canonical,
    },
    open: async (sink) => {
      let spoken: () => void = () => undefined;
      const speaks = new Promise<void>((resolve) => {
        spoken = resolve;
      });
      const socket = new FakeSocket({
        sent: (data) => {
          sink.message({ type: 'sent', data });
          spoken();
        },
        halfClosed: () => {
          sink.message({ type: 'half-closed' });
          spoken();
        },
      });
      const dispose = connect(socket as unknown as Socket, {
        message: (message) => sink.message({ type: 'application', message }),
        error: (error) => {
          sink.error(error);
          spoken();
        },
      });
      // A socket that is connected says so; some clients wait for that.
      socket.emit('connect');
      socket.emit('ready');
      if (speaksFirst) await speaks;
      return peerOf(socket, dispose);
    },
    recipe: {
      imports: ["import { Duplex } from 'node:stream';"],
      open: `const connect = ${connect.toString()};
async function open({ message, error }) {
  let spoken;
  const speaks = new Promise((resolve) => (spoken = resolve));
  const sent = (data) => spoken(message({ type: 'sent', data }));
  const halfClosed = () => spoken(message({ type: 'half-closed' }));
${SOCKET_SOURCE}
  const dispose = connect(socket, {
    message: (content) => message({ type: 'application', message: content }),
    error: (thrown) => spoken(error(thrown)),
  });
  socket.emit('connect');
  socket.emit('ready');
  ${speaksFirst ? 'await speaks;' : ''}
${PEER_SOURCE}
}`,
      ...(options.canonical?.piece === undefined ? { piece: pieceSource(pieces) } : {}),
    },
  };
}

function pieceSource(pieces: boolean): string {
  const sent = "type === 'sent' ? { of: 'sent', data }";
  const text = "typeof message === 'string' || message instanceof Uint8Array";
  const application = `type === 'application' && (${text}) ? { of: 'application', data: message }`;
  return `({ type, data, message }) => (${sent} : ${pieces ? `${application} : ` : ''}undefined)`;
}

/** How a client is met. */
export interface ClientOptions extends SubjectOptions<SocketEvent> {
  /** True where what the sink is told are pieces of one text or byte sequence, which merge. Default false. */
  readonly pieces?: boolean;
  /** False for a client that reads before it has sent anything. Default true: what it waits for comes when it has. */
  readonly speaksFirst?: boolean;
}
