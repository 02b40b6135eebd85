/** The read half of a server: requests. */
import { type HalfInput, setupReadHalf, whole } from '@wirechart/core';
import { emit } from 'xstate';
import { type Command, EMPTY_COMMAND } from './command.js';
import { boundsFrom } from './options.js';
import { RequestReader } from './read/request-reader.js';

export function serverHalf(elements: number) {
  return setupReadHalf({
    types: { message: {} as Command },
    needs: {
      request: whole((input: HalfInput) => new RequestReader(boundsFrom(input, elements)), {
        event: (command) => (command === EMPTY_COMMAND ? 'nothing' : 'request'),
      }),
    },
    actions: {
      handOut: emit(({ event }) => ({ type: 'message' as const, message: (event as { value: Command }).value })),
    },
  }).createMachine({
    id: 'resp-server',
    initial: 'awaiting-request',
    states: {
      'awaiting-request': {
        meta: { need: 'request' },
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
        meta: { need: 'request' },
        on: {
          request: { target: 'responding', actions: 'handOut' },
          nothing: 'awaiting-request',
          progress: { target: 'receiving-request', reenter: true },
          drain: 'closed',
        },
        after: { content: 'failed' },
      },
      responding: { on: { responded: 'awaiting-request' } },
    },
  });
}
