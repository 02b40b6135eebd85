/** The client's side of the upgrade. */
import {
  type AnyProtocol,
  type ByteWindow,
  defineProtocol,
  type EmittedSend,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  until,
} from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { type FieldList, type HttpMessage, request } from '../http/write-head.js';
import type { Sendable, WebSocketMessage } from '../message.js';
import { encodeHttp } from './encode.js';
import { writeExtension } from './extensions.js';
import { type Random, randomKey } from './key.js';
import { INTERIM, type ResponseOptions, readResponse } from './response.js';
import type { Upgrade } from './upgrade.js';

export interface UpgradeClientOptions extends ResponseOptions {
  readonly host: string;
  readonly fields: FieldList;
  readonly random: Random;
}

interface Context extends HalfInput {
  /** Of this connection's request; the server must prove that it read it. */
  readonly key: string;
  readonly upgrade: Upgrade | undefined;
}

type Event = ReadEvent | { readonly type: 'response'; readonly value: Upgrade | typeof INTERIM };

/** Sends a request and reads the response; then goes on with `frames`. */
export function upgradeClient(
  options: UpgradeClientOptions,
  frames: AnyProtocol,
): Protocol<WebSocketMessage, Sendable> {
  // An application cannot send HTTP: that is said by the machine alone.
  return defineProtocol<WebSocketMessage, Sendable | HttpMessage>({
    name: 'websocket-upgrade',
    read: readHalf(options),
    encode: encodeHttp,
    next: { upgraded: frames },
    limits: frames.limits,
    timeouts: frames.timeouts,
  }) as Protocol<WebSocketMessage, Sendable>;
}

function requestFor({ target, host, protocols, compression, fields }: UpgradeClientOptions, key: string): HttpMessage {
  return request(target, [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Protocol', protocols.length === 0 ? undefined : protocols.join(', ')],
    ['Sec-WebSocket-Extensions', compression && writeExtension(compression.offer)],
    ...fields,
  ]);
}

function readHalf(options: UpgradeClientOptions) {
  const need = until('\r\n\r\n', {
    max: ({ limits }: Context) => limits.headerBytes,
    event: 'response',
    decode: (frame: ByteWindow, { key }: Context) => readResponse(frame, key, options),
  });
  return setup({
    types: {
      context: {} as Context,
      input: {} as HalfInput,
      events: {} as Event,
      emitted: {} as EmittedSend<HttpMessage>,
      output: {} as Upgrade | undefined,
    },
    guards: {
      isInterim: ({ event }) => event.type === 'response' && event.value === INTERIM,
    },
    delays: {
      header: ({ context }) => context.timeouts.header,
    },
  }).createMachine({
    id: 'websocket-upgrade',
    context: ({ input }) => ({ ...input, key: randomKey(options.random), upgrade: undefined }),
    entry: emit(({ context }) => ({ type: 'send', message: requestFor(options, context.key) })),
    initial: 'awaiting-response',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-response': {
        meta: { need },
        on: {
          response: [
            { guard: 'isInterim' },
            {
              target: 'upgraded',
              actions: assign({ upgrade: ({ event }) => (event.value === INTERIM ? undefined : event.value) }),
            },
          ],
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      upgraded: { type: 'final' },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
    output: ({ context }) => context.upgrade,
  });
}
