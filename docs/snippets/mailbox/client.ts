import {
  defineProtocol,
  type HalfInput,
  type Replies,
  setupReadHalf,
  until,
  type WirechartError,
} from '@wirechart/core';
import { assign, emit } from 'xstate';
import { greeted } from './greeting.js';
import { type Answer, type Ask, mailboxError } from './messages.js';

interface Context extends HalfInput {
  /** Of each reply to come, whether lines follow it. */
  readonly forms: readonly boolean[];
  readonly text: string;
  readonly lines: readonly string[];
}

const line = until('\r\n', { max: 512, decode: (frame) => frame.text() });

const read = setupReadHalf({
  types: { message: {} as Answer, context: {} as Context, output: {} as WirechartError | undefined },
  context: { forms: [], text: '', lines: [] },
  needs: { status: line, line },
  guards: {
    isNotice: ({ event }) => event.type === 'status' && event.value.startsWith('* '),
    isLong: ({ context, event }) =>
      event.type === 'status' && event.value.startsWith('+ ') && context.forms[0] === true,
    isReply: ({ event }) => event.type === 'status' && event.value.startsWith('+ '),
    isEnd: ({ event }) => event.type === 'line' && event.value === '.',
  },
  actions: {
    expect: assign({
      forms: ({ context, event }) =>
        event.type === 'sent' ? [...context.forms, event.value as boolean] : context.forms,
    }),
    begin: assign({
      text: ({ event }) => (event.type === 'status' ? event.value.slice(2) : ''),
      lines: [],
      forms: ({ context }) => context.forms.slice(1),
    }),
    collect: assign({
      lines: ({ context, event }) => (event.type === 'line' ? [...context.lines, event.value] : context.lines),
    }),
  },
}).createMachine({
  id: 'mailbox',
  initial: 'awaiting-status',
  // What the encoder returned, for each message that was sent, before anything that comes in after it.
  on: { sent: { actions: 'expect' } },
  states: {
    'awaiting-status': {
      meta: { need: 'status' },
      on: {
        status: [
          {
            guard: 'isNotice',
            actions: emit(({ event }) => ({
              type: 'message',
              message: { kind: 'notice', text: event.value.slice(2) },
            })),
          },
          { guard: 'isLong', target: 'awaiting-lines', actions: 'begin' },
          {
            guard: 'isReply',
            actions: [
              'begin',
              emit(({ event }) => ({ type: 'message', message: { kind: 'reply', text: event.value.slice(2) } })),
            ],
          },
          { target: 'astray' },
        ],
        eof: 'closed',
      },
    },
    'awaiting-lines': {
      meta: { need: 'line' },
      on: {
        line: [
          {
            guard: 'isEnd',
            target: 'awaiting-status',
            actions: emit(({ context: { text, lines } }) => ({
              type: 'message',
              message: { kind: 'reply', text, lines },
            })),
          },
          { target: 'awaiting-lines', reenter: true, actions: 'collect' },
        ],
      },
      after: { content: 'failed' },
    },
    // A machine that goes to `failed` by itself says why by its output.
    astray: { always: 'failed' },
  },
  output: ({ context }: { context: Context }) => (context.text === '' ? mailboxError('line-unknown') : undefined),
});

/** Replies come in the order of the requests; notices come in between, and answer none. */
const replies = (): Replies<Answer, Ask> => ({
  by: 'order',
  answers({ kind }, request) {
    if (kind === 'notice') return 'unasked';
    return request === undefined ? 'mismatch' : 'reply';
  },
});

const session = defineProtocol<Answer, Ask>({
  name: 'mailbox',
  read,
  encode(ask, out) {
    out.text(`${ask}\r\n`);
    return ask === 'LIST';
  },
  replies,
});

export const mailboxClient = greeted(session);
