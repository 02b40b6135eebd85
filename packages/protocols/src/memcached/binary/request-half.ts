/** The read half of a server of the binary protocol. */
import { bytes, type EmittedMessage, type HalfInput, peek, type ReadEvent, stream } from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import type { Command } from '../command.js';
import { delays } from '../delays.js';
import { HEADER_BYTES, type Header, NO_HEADER } from './header.js';
import { faultOf, faultyLength, readFaulty, readRequest, readRequestHeader } from './request.js';

interface Context extends HalfInput {
  readonly header: Header;
}

type Event =
  | ReadEvent
  | { readonly type: 'begun' }
  | { readonly type: 'header'; readonly value: Header }
  | { readonly type: 'body'; readonly value: Command }
  | { readonly type: 'discarded' };

const header = bytes(HEADER_BYTES, { event: 'header', decode: readRequestHeader });

const onHeader = [
  { guard: 'hasFault', target: 'awaiting-faulty', actions: 'rememberHeader' },
  { target: 'awaiting-body', actions: 'rememberHeader' },
] as const;

export const requestHalf = setup({
  types: {
    context: {} as Context,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as EmittedMessage<Command>,
  },
  guards: {
    hasFault: ({ context, event }) => event.type === 'header' && faultOf(event.value, context.limits) !== undefined,
    isQuit: ({ event }) => event.type === 'body' && event.value.type === 'quit',
  },
  actions: {
    rememberHeader: assign({
      header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
    }),
    emitCommand: emit(({ event }) => ({ type: 'message', message: (event as { readonly value: Command }).value })),
  },
  delays,
}).createMachine({
  id: 'memcached-binary-requests',
  context: ({ input }) => ({ header: NO_HEADER, ...input }),
  initial: 'awaiting-header',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-header': {
      meta: { need: header },
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
      meta: { need: peek(1, { event: 'begun', decode: () => undefined }) },
      on: { begun: 'awaiting-header-end', eof: 'closed', drain: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-header-end': {
      meta: { need: header },
      on: {
        header: onHeader,
        drain: 'closed',
      },
      after: { header: 'failed' },
    },
    'awaiting-body': {
      meta: { need: bytes(({ header }: Context) => header.bodyLength, { event: 'body', decode: readRequest }) },
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
      meta: { need: bytes(({ header }: Context) => faultyLength(header), { event: 'body', decode: readFaulty }) },
      on: { body: { target: 'refusing', actions: 'emitCommand' } },
      after: { content: 'failed' },
    },
    // The refusal is told before all of the body is here: a client that listens can stop sending.
    refusing: { on: { responded: 'discarding' } },
    discarding: {
      meta: { need: stream(leftOfBody, { event: 'discarded', piece: () => undefined }) },
      on: { discarded: 'awaiting-header', progress: { target: 'discarding', reenter: true } },
      after: { content: 'failed' },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

function leftOfBody({ header }: Context): number {
  return header.bodyLength - faultyLength(header);
}
