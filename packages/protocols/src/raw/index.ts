/** Bytes as they come: every piece is a message, and there are no frames. What the classic echo programs speak. */
import { defineProtocol, type HalfInput, type Protocol, type ReadEvent, streamRemainder } from '@wirechart/core';
import { setup } from 'xstate';

/** Raw bytes both ways. A message is whatever arrived in one piece; only the order of bytes means anything. */
export function raw(): Protocol<Uint8Array, Uint8Array> {
  return protocol;
}

const readHalf = setup({
  types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'raw',
  context: ({ input }) => input,
  initial: 'streaming',
  on: { malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    streaming: {
      meta: { need: streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.bytes() }) }) },
      on: { eof: 'closed', drain: 'closed', progress: { target: 'streaming', reenter: true } },
      after: { idle: 'failed' },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

const protocol = defineProtocol<Uint8Array>({
  name: 'raw',
  read: readHalf,
  encode: (bytes, out) => out.bytes(bytes),
  untaken: 'pause',
});

export { type TunnelOptions, tunnel } from './tunnel.js';
