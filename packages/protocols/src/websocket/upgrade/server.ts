/** The server's side of the upgrade. */
import {
  type AnyProtocol,
  defineProtocol,
  type EmittedSend,
  type EmittedWait,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  until,
} from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { httpFields } from '../http/head-fields.js';
import type { HttpMessage } from '../http/write-head.js';
import type { Sendable, WebSocketMessage } from '../message.js';
import { answerTo } from './answer.js';
import { encodeHttp } from './encode.js';
import { type Accepted, type Pending, type RequestOptions, readRequest } from './request.js';
import type { Upgrade } from './upgrade.js';

interface Context extends HalfInput {
  readonly upgrade: Upgrade | undefined;
}

type Event =
  | ReadEvent
  | { readonly type: 'request'; readonly value: Accepted | Pending }
  | { readonly type: 'decided'; readonly value: Accepted };

/** Reads a request and answers it; then goes on with `frames`. */
export function upgradeServer(options: RequestOptions, frames: AnyProtocol): Protocol<WebSocketMessage, Sendable> {
  // An application cannot send HTTP: that is said by the machine alone.
  return defineProtocol<WebSocketMessage, Sendable | HttpMessage>({
    name: 'websocket-upgrade',
    read: readHalf(options),
    encode: encodeHttp,
    fields: httpFields,
    farewell: answerTo,
    next: { upgraded: frames },
    limits: frames.limits,
    timeouts: frames.timeouts,
  }) as Protocol<WebSocketMessage, Sendable>;
}

function readHalf(options: RequestOptions) {
  const need = until('\r\n\r\n', {
    max: ({ limits }: HalfInput) => limits.headerBytes,
    event: 'request',
    decode: (frame) => readRequest(frame, options),
  });
  return setup({
    types: {
      context: {} as Context,
      input: {} as HalfInput,
      events: {} as Event,
      emitted: {} as EmittedSend<HttpMessage> | EmittedWait,
      output: {} as Upgrade | undefined,
    },
    guards: {
      isPending: ({ event }) => event.type === 'request' && 'accepted' in event.value,
    },
    actions: {
      remember: assign({ upgrade: ({ event }) => (event as { value: Accepted }).value.upgrade }),
      respond: emit(({ event }) => ({ type: 'send', message: (event as { value: Accepted }).value.response })),
      wait: emit(({ event }) => ({
        type: 'wait',
        for: (event as { value: Pending }).value.accepted,
        outcome: 'decided',
      })),
    },
    delays: {
      header: ({ context }) => context.timeouts.header,
    },
  }).createMachine({
    id: 'websocket-upgrade',
    context: ({ input }) => ({ upgrade: undefined, ...input }),
    initial: 'awaiting-request',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-request': {
        meta: { need },
        on: {
          request: [
            { guard: 'isPending', target: 'deciding', actions: 'wait' },
            { target: 'upgraded', actions: ['remember', 'respond'] },
          ],
          eof: 'closed',
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      // The application takes its time: nothing is read.
      deciding: { on: { decided: { target: 'upgraded', actions: ['remember', 'respond'] } } },
      upgraded: { type: 'final' },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
    output: ({ context }) => context.upgrade,
  });
}
