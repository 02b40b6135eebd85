import { type EmittedMessage, type HalfInput, type Protocol, type ReadEvent, whole } from '@wirechart/core';
import { emit, setup } from 'xstate';
import { requests } from './codec.js';
import type { Reply, Request } from './messages.js';
import { kvServer } from './protocol.js';
import { WholeFrame } from './whole-frame.js';

const request = whole((input: HalfInput) => new WholeFrame(requests, input), { event: 'request' });

const read = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as ReadEvent | { readonly type: 'request'; readonly value: Request },
    emitted: {} as EmittedMessage<Request>,
  },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    content: ({ context }) => context.timeouts.content,
  },
}).createMachine({
  id: 'kv-whole',
  context: ({ input }) => input,
  initial: 'awaiting-request',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  states: {
    'awaiting-request': {
      meta: { need: request },
      on: {
        request: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        // The time-out is due, but a request has begun: from here on it is the progress that counts.
        progress: 'receiving-request',
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    'receiving-request': {
      meta: { need: request },
      on: {
        request: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        progress: { target: 'receiving-request', reenter: true },
      },
      after: { content: 'failed' },
    },
    responding: { on: { responded: 'awaiting-request' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

/** The same protocol, with one event for a whole request. */
export const wholeKvServer: Protocol<Request, Reply> = { ...kvServer, name: 'kv-whole', read };
