import { bytes, type HalfInput, setupReadHalf } from '@wirechart/core';
import { assign, emit } from 'xstate';
import { HEADER_BYTES, type Header, type Reader, readHeader, readPayload } from './codec.js';

/** What the machine remembers: its input (limits, time-outs) and the last header. */
interface Context extends HalfInput {
  readonly header: Header;
}

/** Reads header and payload, again and again. What a payload may be is the reader's business. */
export function readHalf<TMessage>(reader: Reader<TMessage>) {
  return setupReadHalf({
    types: { message: {} as TMessage, context: {} as Context },
    context: { header: { type: 0, length: 0 } },
    needs: {
      header: bytes(HEADER_BYTES, { decode: readHeader(reader) }),
      payload: bytes(({ header }: Context) => header.length, { decode: readPayload(reader) }),
    },
    actions: {
      rememberHeader: assign({
        header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
      }),
    },
  }).createMachine({
    id: 'kv',
    initial: 'awaiting-header',
    states: {
      'awaiting-header': {
        meta: { need: 'header' },
        on: {
          header: { target: 'awaiting-payload', actions: 'rememberHeader' },
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      'awaiting-payload': {
        meta: { need: 'payload' },
        on: {
          payload: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
          progress: { target: 'awaiting-payload', reenter: true },
        },
        after: { content: 'failed' },
      },
      responding: { on: { responded: 'awaiting-header' } },
    },
  });
}
