/** One message that ends with its direction, as in the oldest protocols. */
import {
  defineProtocol,
  type EmittedMessage,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  remainder,
} from '@wirechart/core';
import { emit, setup } from 'xstate';
import type { FramingOptions } from './options.js';

/**
 * Everything until the remote ends its direction is one message (of no bytes, if it sends none). A client says that its
 * message is whole with `finish()`; a server's connection ends with its reply.
 */
export function untilClose(options: Omit<FramingOptions, 'oversize'> = {}): Protocol<Uint8Array, Uint8Array> {
  return defineProtocol<Uint8Array>({
    name: 'until-close',
    read: readHalf,
    encode: (message, out) => {
      out.bytes(message);
    },
    untaken: 'pause',
    ...options,
  });
}

const readHalf = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as ReadEvent | { readonly type: 'message'; readonly value: Uint8Array },
    emitted: {} as EmittedMessage<Uint8Array>,
  },
  delays: {
    content: ({ context }) => context.timeouts.content,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'until-close',
  context: ({ input }) => input,
  initial: 'awaiting-end',
  on: { malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-end': {
      meta: { need: remainder({ event: 'message', max: ({ limits }: HalfInput) => limits.contentBytes }) },
      on: {
        message: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        progress: { target: 'awaiting-end', reenter: true },
      },
      after: { content: 'failed' },
    },
    responding: { on: { responded: 'closed' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});
