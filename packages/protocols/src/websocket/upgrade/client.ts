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
  whole,
} from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import type { UpgradeRefused } from '../errors.js';
import { httpFields } from '../http/head-fields.js';
import { type FieldList, type HttpMessage, request } from '../http/write-head.js';
import type { Sendable, WebSocketMessage } from '../message.js';
import { encodeHttp } from './encode.js';
import { writeExtension } from './extensions.js';
import { type Random, randomKey } from './key.js';
import { RefusalBody } from './refusal-body.js';
import { INTERIM, type ResponseOptions, readResponse } from './response.js';
import type { Upgrade } from './upgrade.js';

export interface UpgradeClientOptions extends ResponseOptions {
  readonly host: string;
  readonly fields: FieldList;
  readonly random: Random;
  /** Whether the URL wants TLS. */
  readonly secure: boolean;
}

interface Context extends HalfInput {
  /** Of this connection's request; the server must prove that it read it. */
  readonly key: string;
  readonly upgrade: Upgrade | undefined;
  readonly refusal: RefusalBody | undefined;
  /** What cut its body off. */
  readonly cut: unknown;
}

type Event =
  | ReadEvent
  | { readonly type: 'response'; readonly value: Upgrade | RefusalBody | typeof INTERIM }
  | { readonly type: 'body' };

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
    fields: httpFields,
    next: { upgraded: frames },
    needsSecurity: options.secure,
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
  const body = whole(({ refusal }: Context) => refusal as RefusalBody, { event: 'body' });
  return setup({
    types: {
      context: {} as Context,
      input: {} as HalfInput,
      events: {} as Event,
      emitted: {} as EmittedSend<HttpMessage>,
      output: {} as Upgrade | UpgradeRefused | undefined,
    },
    guards: {
      isInterim: ({ event }) => event.type === 'response' && event.value === INTERIM,
      isRefused: ({ event }) => event.type === 'response' && event.value instanceof RefusalBody && event.value.isEmpty,
      isRefusedAtLength: ({ event }) => event.type === 'response' && event.value instanceof RefusalBody,
    },
    actions: {
      rememberRefusal: assign({
        refusal: ({ event }) =>
          event.type === 'response' && event.value instanceof RefusalBody ? event.value : undefined,
      }),
      rememberCut: assign({
        cut: ({ event }) => (event.type === 'malformed' || event.type === 'reset' ? event.error : undefined),
      }),
    },
    delays: {
      header: ({ context }) => context.timeouts.header,
    },
  }).createMachine({
    id: 'websocket-upgrade',
    context: ({ input }) => ({
      key: randomKey(options.random),
      upgrade: undefined,
      refusal: undefined,
      cut: undefined,
      ...input,
    }),
    entry: emit(({ context }) => ({ type: 'send', message: requestFor(options, context.key) })),
    initial: 'awaiting-response',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-response': {
        meta: { need },
        on: {
          response: [
            { guard: 'isInterim' },
            { guard: 'isRefused', target: 'failed', actions: 'rememberRefusal' },
            { guard: 'isRefusedAtLength', target: 'reading-refusal', actions: 'rememberRefusal' },
            {
              target: 'upgraded',
              actions: assign({
                upgrade: ({ event }) => (typeof event.value === 'object' ? (event.value as Upgrade) : undefined),
              }),
            },
          ],
          drain: 'closed',
        },
        after: { header: 'failed' },
      },
      // Whatever ends it, what has come of the body is told.
      'reading-refusal': {
        meta: { need: body },
        on: {
          body: 'failed',
          eof: 'failed',
          drain: 'failed',
          malformed: { target: 'failed', actions: 'rememberCut' },
          reset: { target: 'failed', actions: 'rememberCut' },
        },
        after: { header: 'failed' },
      },
      upgraded: { type: 'final' },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
    output: ({ context }) => context.refusal?.refused(context.cut) ?? context.upgrade,
  });
}
