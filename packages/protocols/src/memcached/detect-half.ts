/** The read half that tells which of the two protocols a client speaks. */
import { type ByteWindow, type HalfInput, peek, type ReadEvent } from '@wirechart/core';
import { setup } from 'xstate';
import { REQUEST_MAGIC } from './binary/header.js';

type Event = ReadEvent | { readonly type: 'byte'; readonly value: number };

/** Every binary request begins with 0x80, which no text command does. */
export const detectHalf = setup({
  types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as Event },
  guards: { isBinary: ({ event }) => event.type === 'byte' && event.value === REQUEST_MAGIC },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'memcached',
  context: ({ input }) => input,
  initial: 'awaiting-first-byte',
  on: { malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-first-byte': {
      meta: { need: peek(1, { event: 'byte', decode: (frame: ByteWindow) => frame.uint8(0) }) },
      on: {
        byte: [{ guard: 'isBinary', target: 'binary' }, { target: 'text' }],
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    text: { type: 'final' },
    binary: { type: 'final' },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});
