/** How PostgreSQL goes over to TLS: a request of eight bytes, and an answer of one (its documentation, 55.2.10). */
import { bytes, defineProtocol, type HalfInput, type Protocol, type ReadEvent } from '@wirechart/core';
import { emit, setup } from 'xstate';
import { overTls } from '../../src/tls/index.js';

const SSL_REQUEST = 80877103;

type Event =
  | ReadEvent
  | { readonly type: 'request'; readonly value: number }
  | { readonly type: 'answer'; readonly value: string };

/** Answers `S` to the request, and goes on with the inner protocol. */
export function afterSslRequest<TIn, TOut>(inner: Protocol<TIn, TOut>): Protocol<TIn, TOut> {
  return negotiating(asked, inner);
}

/** Asks, and goes on with the inner protocol when the answer is `S`. */
export function withSslRequest<TIn, TOut>(inner: Protocol<TIn, TOut>): Protocol<TIn, TOut> {
  return negotiating(asking, inner);
}

function negotiating<TIn, TOut>(read: typeof asked | typeof asking, inner: Protocol<TIn, TOut>): Protocol<TIn, TOut> {
  return defineProtocol<TIn, TOut>({
    name: 'ssl-request',
    read,
    encode: (message, out) => void out.bytes(message as Uint8Array),
    ...(read === asking ? { opening: () => Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47) as TOut } : {}),
    next: { 'starting-tls': overTls(inner) },
  });
}

const types = { context: {} as HalfInput, input: {} as HalfInput, events: {} as Event };
const S = Uint8Array.of(0x53);

const asked = setup({
  types,
  actions: { sayYes: emit(() => ({ type: 'send', message: S })) },
  guards: { isSslRequest: ({ event }) => event.type === 'request' && event.value === SSL_REQUEST },
}).createMachine({
  id: 'ssl-request',
  context: ({ input }) => input,
  initial: 'awaiting-request',
  on: { malformed: '.failed', reset: '.failed', eof: '.failed' },
  states: {
    'awaiting-request': {
      meta: { need: bytes(8, { event: 'request', decode: (frame) => frame.uint32(4) }) },
      on: {
        request: [{ guard: 'isSslRequest', target: 'starting-tls', actions: 'sayYes' }, { target: 'failed' }],
      },
    },
    'starting-tls': { type: 'final' },
    failed: { type: 'final' },
  },
});

const asking = setup({
  types,
  guards: { isYes: ({ event }) => event.type === 'answer' && event.value === 'S' },
}).createMachine({
  id: 'ssl-request',
  context: ({ input }) => input,
  initial: 'awaiting-answer',
  on: { malformed: '.failed', reset: '.failed', eof: '.failed' },
  states: {
    'awaiting-answer': {
      meta: { need: bytes(1, { event: 'answer', decode: (frame) => frame.latin1() }) },
      on: { answer: [{ guard: 'isYes', target: 'starting-tls' }, { target: 'failed' }] },
    },
    'starting-tls': { type: 'final' },
    failed: { type: 'final' },
  },
});
