import { bytes, type EmittedMessage, type HalfInput, type ReadEvent } from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { HEADER_BYTES, type Header, type Reader, readHeader, readPayload } from './codec.js';

/** What the machine remembers: its input (limits, time-outs) and the last header. */
interface Context extends HalfInput {
  readonly header: Header;
}

type Event<TMessage> =
  | ReadEvent
  | { readonly type: 'header'; readonly value: Header }
  | { readonly type: 'payload'; readonly value: TMessage };

/** Reads header and payload, again and again. What a payload may be is the reader's business. */
export function readHalf<TMessage>(reader: Reader<TMessage>) {
  return setup({
    types: {
      context: {} as Context,
      input: {} as HalfInput,
      events: {} as Event<TMessage>,
      emitted: {} as EmittedMessage<TMessage>,
    },
    actions: {
      rememberHeader: assign({
        header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
      }),
    },
    delays: {
      idle: ({ context }) => context.timeouts.idle,
      content: ({ context }) => context.timeouts.content,
    },
  }).createMachine({
    id: 'kv',
    context: ({ input }) => ({ ...input, header: { type: 0, length: 0 } }),
    initial: 'awaiting-header',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-header': {
        meta: { need: bytes(HEADER_BYTES, { event: 'header', decode: readHeader(reader) }) },
        on: {
          header: { target: 'awaiting-payload', actions: 'rememberHeader' },
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      'awaiting-payload': {
        meta: {
          need: bytes(({ header }: Context) => header.length, { event: 'payload', decode: readPayload(reader) }),
        },
        on: {
          payload: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
          progress: { target: 'awaiting-payload', reenter: true },
        },
        after: { content: 'failed' },
      },
      responding: { on: { responded: 'awaiting-header' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}
