/** A small protocol for tests: lines of text, as many one way as the other. */
import { type ByteWriter, defineProtocol, type Protocol, until } from '@wirechart/core';
import { emit, setup } from 'xstate';

const read = setup({ delays: { idle: 60_000 } }).createMachine({
  id: 'line',
  initial: 'awaiting-line',
  states: {
    'awaiting-line': {
      meta: { need: until('\n', { event: 'line', max: 100_000, decode: (frame) => frame.text() }) },
      on: {
        line: {
          target: 'responding',
          actions: emit(({ event }) => ({ type: 'message', message: (event as unknown as { value: string }).value })),
        },
        eof: 'closed',
        malformed: 'failed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

/** @param idle milliseconds without a line before the connection fails */
export function lines(idle = 60_000): Protocol<string, string> {
  return defineProtocol<string>({
    name: 'lines',
    read: read.provide({ delays: { idle } }),
    encode: (line: string, out: ByteWriter) => {
      out.text(`${line}\n`);
    },
  });
}
