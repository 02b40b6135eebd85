import { type HalfInput, type Protocol, setupReadHalf, whole } from '@wirechart/core';
import { emit } from 'xstate';
import { requests } from './codec.js';
import type { Reply, Request } from './messages.js';
import { kvServer } from './protocol.js';
import { WholeFrame } from './whole-frame.js';

const read = setupReadHalf({
  types: { message: {} as Request },
  needs: { request: whole((input: HalfInput) => new WholeFrame(requests, input)) },
}).createMachine({
  id: 'kv-whole',
  initial: 'awaiting-request',
  states: {
    'awaiting-request': {
      meta: { need: 'request' },
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
      meta: { need: 'request' },
      on: {
        request: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        progress: { target: 'receiving-request', reenter: true },
      },
      after: { content: 'failed' },
    },
    responding: { on: { responded: 'awaiting-request' } },
  },
});

/** The same protocol, with one event for a whole request. */
export const wholeKvServer: Protocol<Request, Reply> = { ...kvServer, name: 'kv-whole', read };
