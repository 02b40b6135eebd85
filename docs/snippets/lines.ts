import { defineProtocol, setupReadHalf, until } from '@wirechart/core';
import { emit } from 'xstate';

const read = setupReadHalf({
  types: { message: {} as string },
  needs: { line: until('\n', { max: 1024, decode: (frame) => frame.text() }) },
}).createMachine({
  id: 'lines',
  initial: 'awaiting-line',
  states: {
    'awaiting-line': {
      meta: { need: 'line' },
      on: {
        line: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
  },
});

export const lines = defineProtocol<string>({ name: 'lines', read, encode: (line, out) => out.text(`${line}\n`) });
