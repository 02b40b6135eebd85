/** A protocol of texts after two bytes of length; with a mistake in its encoder, its read half or its codec, if asked for. */
import { bytes, defineProtocol, type EmittedMessage, type HalfInput } from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { type Subject, untyped } from '../../src/subject.js';

export type Mistake = 'loses a byte' | 'never goes on' | 'shares state' | 'refuses a text';

interface Context extends HalfInput {
  readonly length: number;
}

export function short(mistake?: Mistake): Subject {
  let last = '';
  const decode = (text: string): string => {
    if (mistake === 'refuses a text' && text.includes('1/1')) throw new TypeError('a mistake');
    if (mistake !== 'shares state') return text;
    // As a cache that takes what is equally long for the same.
    if (text.length !== last.length) last = text;
    return last;
  };
  const encoded = (text: string) => (mistake === 'loses a byte' && text.length % 50 === 7 ? text.slice(1) : text);

  const read = setup({
    types: {} as {
      context: Context;
      input: HalfInput;
      events: { type: 'length'; value: number } | { type: 'text'; value: string } | { type: string };
      emitted: EmittedMessage<string>;
    },
    actions: {
      rememberLength: assign({ length: ({ event }) => (event as { value: number }).value }),
      handOver: emit(
        ({ event }): EmittedMessage<string> => ({ type: 'message', message: (event as { value: string }).value }),
      ),
    },
    delays: { idle: ({ context }) => context.timeouts.idle },
  }).createMachine({
    id: 'short',
    context: ({ input }) => ({ ...input, length: 0 }),
    initial: 'awaiting-length',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-length': {
        meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) },
        on: { length: { target: 'awaiting-text', actions: 'rememberLength' }, eof: 'closed', drain: 'closed' },
        after: { idle: 'failed' },
      },
      'awaiting-text': {
        meta: {
          need: bytes(({ length }: Context) => length, { event: 'text', decode: (frame) => decode(frame.latin1()) }),
        },
        on: { text: { target: 'responding', actions: 'handOver' }, eof: 'failed' },
        after: { idle: 'failed' },
      },
      responding: { on: { responded: { guard: () => mistake !== 'never goes on', target: 'awaiting-length' } } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const protocol = defineProtocol<string>({
    name: 'short',
    read,
    encode: (text, out) => {
      out.uint16(encoded(text).length).text(encoded(text));
    },
  });
  return untyped({ name: 'short', protocol, message: (text) => text, text: (message) => message });
}
