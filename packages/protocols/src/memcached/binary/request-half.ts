/** The read half of a server of the binary protocol. */
import { bytes, type HalfInput, peek, setupReadHalf, stream } from '@wirechart/core';
import { assign, emit } from 'xstate';
import type { Command } from '../command.js';
import { HEADER_BYTES, type Header, NO_HEADER } from './header.js';
import { faultOf, faultyLength, readFaulty, readRequest, readRequestHeader } from './request.js';

interface Context extends HalfInput {
  readonly header: Header;
}

const onHeader = [
  { guard: 'hasFault', target: 'awaiting-faulty', actions: 'rememberHeader' },
  { target: 'awaiting-body', actions: 'rememberHeader' },
] as const;

export const requestHalf = setupReadHalf({
  types: { context: {} as Context, message: {} as Command },
  context: { header: NO_HEADER },
  needs: {
    header: bytes(HEADER_BYTES, { decode: readRequestHeader }),
    begun: peek(1, { decode: () => undefined }),
    body: bytes(({ header }: Context) => header.bodyLength, { decode: readRequest }),
    faulty: bytes(({ header }: Context) => faultyLength(header), { event: 'body', decode: readFaulty }),
    discarded: stream(leftOfBody, { piece: () => undefined }),
  },
  guards: {
    hasFault: ({ context, event }) => event.type === 'header' && faultOf(event.value, context.limits) !== undefined,
    isQuit: ({ event }) => event.type === 'body' && event.value.type === 'quit',
  },
  actions: {
    rememberHeader: assign({
      header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
    }),
    emitCommand: emit(({ event }) => ({
      type: 'message' as const,
      message: (event as { readonly value: Command }).value,
    })),
  },
}).createMachine({
  id: 'memcached-binary-requests',
  initial: 'awaiting-header',
  states: {
    'awaiting-header': {
      meta: { need: 'header' },
      on: {
        header: onHeader,
        progress: 'awaiting-header-end',
        eof: 'closed',
        drain: 'closed',
      },
      after: { header: 'idle' },
    },
    // A client may be silent for as long as it likes, but not in the middle of a header.
    idle: {
      meta: { need: 'begun' },
      on: { begun: 'awaiting-header-end', eof: 'closed', drain: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-header-end': {
      meta: { need: 'header' },
      on: {
        header: onHeader,
        drain: 'closed',
      },
      after: { header: 'failed' },
    },
    'awaiting-body': {
      meta: { need: 'body' },
      on: {
        body: [
          { guard: 'isQuit', target: 'quitting', actions: 'emitCommand' },
          { target: 'responding', actions: 'emitCommand' },
        ],
        progress: { target: 'awaiting-body', reenter: true },
      },
      after: { content: 'failed' },
    },
    responding: { on: { responded: 'awaiting-header' } },
    quitting: { on: { responded: 'closed' } },
    'awaiting-faulty': {
      meta: { need: 'faulty' },
      on: { body: { target: 'refusing', actions: 'emitCommand' } },
      after: { content: 'failed' },
    },
    // The refusal is told before all of the body is here: a client that listens can stop sending.
    refusing: { on: { responded: 'discarding' } },
    discarding: {
      meta: { need: 'discarded' },
      on: { discarded: 'awaiting-header', progress: { target: 'discarding', reenter: true } },
      after: { content: 'failed' },
    },
  },
});

function leftOfBody({ header }: Context): number {
  return header.bodyLength - faultyLength(header);
}
