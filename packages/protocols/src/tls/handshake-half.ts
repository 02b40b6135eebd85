/** The read half of a connection while the transport shakes hands. It reads nothing: the bytes are the transport's. */
import type { HalfInput, ReadEvent, Security } from '@wirechart/core';
import { assign, setup } from 'xstate';

interface Context extends HalfInput {
  readonly security: Security | undefined;
}

export const handshakeHalf = setup({
  types: { context: {} as Context, input: {} as HalfInput, events: {} as ReadEvent },
  actions: { keep: assign({ security: ({ event }) => (event.type === 'secured' ? event.security : undefined) }) },
}).createMachine({
  id: 'tls',
  context: ({ input }) => ({ security: undefined, ...input }),
  initial: 'handshaking',
  on: { malformed: '.failed', reset: '.failed' },
  states: {
    // Its time-out is the endpoint's `handshakeTimeout`.
    handshaking: { on: { secured: { target: 'secured', actions: 'keep' } } },
    secured: { type: 'final' },
    failed: { type: 'final' },
  },
  // The next protocol finds it as `input.previous`.
  output: ({ context }) => context.security,
});
