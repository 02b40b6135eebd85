/** The read halves: of a server, which hears requests, and of a client. */
import { type ByteWindow, bytes, type HalfInput, setupReadHalf } from '@wirechart/core';
import { assign, emit } from 'xstate';
import { HEADER_BYTES, type Header, readHeader } from './header.js';
import type { Response, TaggedRequest } from './message.js';
import { readRequest } from './request.js';
import { readResponse } from './response.js';

interface Context extends HalfInput {
  readonly header: Header;
}

const NO_HEADER: Header = { transaction: 0, unit: 0, length: 0 };

const header = bytes(HEADER_BYTES, { event: 'header', decode: readHeader });
const lengthOf = ({ header }: Context): number => header.length;

/** What a request is that makes no sense: answered at once, and the application does not hear of it. */
type Asked = { readonly request: TaggedRequest } | { readonly refusal: Response };

function readAsked(frame: ByteWindow, { header: { transaction, unit } }: Context): Asked {
  const body = readRequest(frame);
  return body.function === 'exception'
    ? { refusal: { transaction, unit, ...body } }
    : { request: { transaction, unit, ...body } };
}

export const requestHalf = setupReadHalf({
  types: { context: {} as Context, message: {} as TaggedRequest, sent: {} as Response },
  context: { header: NO_HEADER },
  needs: {
    header,
    body: bytes(lengthOf, { event: 'body', decode: readAsked }),
  },
  actions: {
    rememberHeader: assign({
      header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
    }),
    handOut: emit(({ event }) => ({ type: 'message' as const, message: requestIn(event) })),
    refuse: emit(({ event }) => ({ type: 'send' as const, message: refusalIn(event) })),
  },
  guards: {
    makesNoSense: ({ event }) => event.type === 'body' && 'refusal' in event.value,
  },
}).createMachine({
  id: 'modbus-requests',
  initial: 'awaiting-header',
  states: {
    'awaiting-header': {
      meta: { need: 'header' },
      on: { header: { target: 'awaiting-body', actions: 'rememberHeader' }, eof: 'closed', drain: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-body': {
      meta: { need: 'body' },
      on: {
        body: [
          { guard: 'makesNoSense', target: 'awaiting-header', actions: 'refuse' },
          { target: 'responding', actions: 'handOut' },
        ],
        progress: { target: 'awaiting-body', reenter: true },
      },
      after: { content: 'failed' },
    },
    responding: { on: { responded: 'awaiting-header' } },
  },
});

function readTagged(frame: ByteWindow, { header: { transaction, unit } }: Context): Response {
  return { transaction, unit, ...readResponse(frame) };
}

export const responseHalf = setupReadHalf({
  types: { context: {} as Context, message: {} as Response },
  context: { header: NO_HEADER },
  needs: {
    header,
    body: bytes(lengthOf, { event: 'body', decode: readTagged }),
  },
  actions: {
    rememberHeader: assign({
      header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
    }),
  },
}).createMachine({
  id: 'modbus-responses',
  initial: 'awaiting-header',
  states: {
    'awaiting-header': {
      meta: { need: 'header' },
      on: { header: { target: 'awaiting-body', actions: 'rememberHeader' }, eof: 'closed', drain: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-body': {
      meta: { need: 'body' },
      on: {
        body: { target: 'delivering', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        progress: { target: 'awaiting-body', reenter: true },
      },
      after: { content: 'failed' },
    },
    delivering: { on: { responded: 'awaiting-header' } },
  },
});

const requestIn = (event: unknown): TaggedRequest =>
  (event as { readonly value: { readonly request: TaggedRequest } }).value.request;

const refusalIn = (event: unknown): Response =>
  (event as { readonly value: { readonly refusal: Response } }).value.refusal;
