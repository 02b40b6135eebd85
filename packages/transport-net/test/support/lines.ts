/** The smallest protocol there is: lines of text, each answered by one. */
import { defineProtocol, type EmittedMessage, until } from '@wirechart/core';
import { emit, setup } from 'xstate';

const read = setup({
  types: {} as {
    events: { type: 'bytes'; value: string } | { type: 'responded' } | { type: 'eof' };
    emitted: EmittedMessage<string>;
  },
  actions: {
    handOver: emit(({ event }): EmittedMessage<string> => {
      return { type: 'message', message: event.type === 'bytes' ? event.value : '' };
    }),
  },
}).createMachine({
  initial: 'awaiting-line',
  states: {
    'awaiting-line': {
      meta: { need: until('\n', { max: 1 << 20, decode: (frame) => frame.text() }) },
      on: { bytes: { target: 'responding', actions: 'handOver' }, eof: 'closed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
    closed: { type: 'final' },
  },
});

export const lines = defineProtocol<string>({
  name: 'lines',
  read,
  encode: (line, out) => out.text(`${line}\n`),
});
