import {
  connect,
  defineProtocol,
  type EmittedMessage,
  encodeUtf8,
  type HalfInput,
  type Handler,
  type ReadEvent,
  relay,
  until,
} from '@wirechart/core';
import { tunnel } from '@wirechart/protocols/raw';
import { tcp } from '@wirechart/transport-net';
import { emit, setup } from 'xstate';

/** What is asked for (`host:port`), and whether it was reached; from then on, bytes. */
type Request = { readonly target: string };
type Reply = { readonly status: 200 | 400 | 502 };

const read = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as ReadEvent | { type: 'request'; value: Request },
    emitted: {} as EmittedMessage<Request>,
  },
  guards: {
    isReached: ({ event }) => event.type === 'responded' && (event.reply as Reply | undefined)?.status === 200,
  },
  delays: { header: ({ context }) => context.timeouts.header },
}).createMachine({
  id: 'connect',
  context: ({ input }) => input,
  initial: 'awaiting-request',
  on: { eof: '.closed', malformed: '.failed', reset: '.failed', drain: '.closed' },
  states: {
    'awaiting-request': {
      meta: {
        need: until('\r\n\r\n', {
          event: 'request',
          max: ({ limits }: HalfInput) => limits.headerBytes,
          decode: (frame): Request => ({ target: /^CONNECT (\S+) HTTP\/1\.1\r?$/m.exec(frame.latin1())?.[1] ?? '' }),
        }),
      },
      on: {
        request: { target: 'connecting', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
      },
      after: { header: 'failed' },
    },
    connecting: { on: { responded: [{ guard: 'isReached', target: 'established' }, { target: 'closed' }] } },
    established: { type: 'final' },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

/** HTTP's CONNECT (RFC 9110, 9.3.6): a handshake, and bytes after it. */
export const connectProxy = defineProtocol<Request | Uint8Array, Reply | Uint8Array>({
  name: 'connect',
  read,
  encode: (reply, out) =>
    out.bytes(reply instanceof Uint8Array ? reply : encodeUtf8(`HTTP/1.1 ${reply.status} \r\n\r\n`)),
  next: { established: tunnel() },
});

export const handler: Handler<Request | Uint8Array, Reply | Uint8Array> = async (request, peer) => {
  const [host, port] = 'target' in request ? request.target.split(/:(?=\d+$)/) : [];
  if (!host || !port) return { status: 400 };
  try {
    const upstream = await connect(tunnel(), tcp({ host, port: Number(port) }));
    void relay(peer, upstream);
    return { status: 200 };
  } catch {
    return { status: 502 };
  }
};
