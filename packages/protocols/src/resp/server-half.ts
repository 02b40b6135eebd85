/** The read half of a server: requests. */
import { type EmittedMessage, type HalfInput, type ReadEvent, whole } from '@wirechart/core';
import { emit, setup } from 'xstate';
import { type Command, EMPTY_COMMAND } from './command.js';
import { boundsFrom } from './options.js';
import { RequestReader } from './read/request-reader.js';

type Event = ReadEvent | { readonly type: 'request' | 'nothing'; readonly value: Command };

export function serverHalf(elements: number) {
  const request = whole((input: HalfInput) => new RequestReader(boundsFrom(input, elements)), {
    event: (command) => (command === EMPTY_COMMAND ? 'nothing' : 'request'),
  });
  return setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as Event,
      emitted: {} as EmittedMessage<Command>,
    },
    actions: {
      handOut: emit(({ event }) => ({ type: 'message', message: (event as { value: Command }).value })),
    },
    delays: {
      idle: ({ context }) => context.timeouts.idle,
      content: ({ context }) => context.timeouts.content,
      total: ({ context }) => context.timeouts.total,
    },
  }).createMachine({
    id: 'resp-server',
    context: ({ input }) => input,
    initial: 'awaiting-request',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    after: { total: '.failed' },
    states: {
      'awaiting-request': {
        meta: { need: request },
        on: {
          request: { target: 'responding', actions: 'handOut' },
          nothing: { target: 'awaiting-request', reenter: true },
          progress: 'receiving-request',
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      // A request that has begun and takes longer than `idle`: from here on every byte counts.
      'receiving-request': {
        meta: { need: request },
        on: {
          request: { target: 'responding', actions: 'handOut' },
          nothing: 'awaiting-request',
          progress: { target: 'receiving-request', reenter: true },
          drain: 'closed',
        },
        after: { content: 'failed' },
      },
      responding: { on: { responded: 'awaiting-request' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}
