/** The two framings as protocols of the engine. A reader that takes what comes: there is nothing to answer. */
import { bytes, defineProtocol, type HalfInput, type MessageEvent, type ReadEvent, until } from '@wirechart/core';
import { assign, emit, setup } from 'xstate';

/** Lines of strict UTF-8, ended by LF or CR LF. */
export const lines = defineProtocol<string>({
  name: 'lines',
  read: setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as ReadEvent | { readonly type: 'line'; readonly value: string },
      emitted: {} as MessageEvent<string>,
    },
    delays: { idle: ({ context }) => context.timeouts.idle },
  }).createMachine({
    id: 'lines',
    context: ({ input }) => input,
    initial: 'reading',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      reading: {
        meta: {
          need: until('\n', {
            max: ({ limits }: HalfInput) => limits.headerBytes,
            event: 'line',
            decode: (frame) => {
              const { length } = frame;
              return frame.text(0, length > 0 && frame.uint8(length - 1) === 0x0d ? length - 1 : length);
            },
          }),
        },
        on: {
          line: { actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
          progress: { target: 'reading', reenter: true },
          eof: 'closed',
        },
        after: { idle: 'failed' },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  }),
  encode: (line, out) => out.text(`${line}\n`),
});

interface Framed extends HalfInput {
  readonly length: number;
}

/** Frames of bytes behind their length: four bytes, big-endian. */
export const lengthPrefixed = defineProtocol<Uint8Array>({
  name: 'length-prefixed',
  read: setup({
    types: {
      context: {} as Framed,
      input: {} as HalfInput,
      events: {} as
        | ReadEvent
        | { readonly type: 'length'; readonly value: number }
        | { readonly type: 'frame'; readonly value: Uint8Array },
      emitted: {} as MessageEvent<Uint8Array>,
    },
    actions: {
      rememberLength: assign({
        length: ({ event, context }) => (event.type === 'length' ? event.value : context.length),
      }),
    },
    delays: {
      idle: ({ context }) => context.timeouts.idle,
      content: ({ context }) => context.timeouts.content,
    },
  }).createMachine({
    id: 'length-prefixed',
    context: ({ input }) => ({ ...input, length: 0 }),
    initial: 'awaiting-length',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-length': {
        meta: {
          need: bytes(4, {
            event: 'length',
            decode: (frame, { limits }: HalfInput) => {
              const length = frame.uint32(0);
              if (length > limits.contentBytes) throw new RangeError(`${length} bytes`);
              return length;
            },
          }),
        },
        on: { length: { target: 'awaiting-frame', actions: 'rememberLength' }, eof: 'closed' },
        after: { idle: 'failed' },
      },
      'awaiting-frame': {
        meta: { need: bytes(({ length }: Framed) => length, { event: 'frame' }) },
        on: {
          frame: {
            target: 'awaiting-length',
            actions: emit(({ event }) => ({ type: 'message', message: event.value })),
          },
          progress: { target: 'awaiting-frame', reenter: true },
        },
        after: { content: 'failed' },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  }),
  encode: (frame, out) => out.uint32(frame.length).bytes(frame),
});
