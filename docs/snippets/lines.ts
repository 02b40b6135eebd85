import { defineProtocol, type EmittedMessage, type HalfInput, type ReadEvent, until } from '@wirechart/core';
import { emit, setup } from 'xstate';

const read = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as ReadEvent | { type: 'line'; value: string },
    emitted: {} as EmittedMessage<string>,
  },
  delays: { idle: ({ context }) => context.timeouts.idle },
}).createMachine({
  id: 'lines',
  context: ({ input }) => input,
  initial: 'awaiting-line',
  on: { malformed: '.failed', reset: '.failed' },
  states: {
    'awaiting-line': {
      meta: { need: until('\n', { max: 1024, event: 'line', decode: (frame) => frame.text() }) },
      on: {
        line: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

export const lines = defineProtocol<string>({ name: 'lines', read, encode: (line, out) => out.text(`${line}\n`) });
