/** As much of SMTP (RFC 5321) as STARTTLS (RFC 3207) takes, in both roles: lines, and a switch in the middle. */
import {
  defineProtocol,
  type EmittedMessage,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  until,
} from '@wirechart/core';
import { emit, setup } from 'xstate';
import { overTls } from '../../src/tls/index.js';

const line = until('\r\n', { max: 1000, event: 'line', decode: (frame) => frame.text() });

type LineEvent = ReadEvent | { readonly type: 'line'; readonly value: string };

/** A server: commands come, lines are answered. STARTTLS leads to the same over TLS. */
export function smtpServer(options: { readonly leftovers?: 'refuse' | 'keep' } = {}): Protocol<string, string> {
  return smtp('smtp', commands('smtp'), { 'starting-tls': overTls(smtp('smtps', commands('smtps'), {}), options) });
}

/** A client that does not talk before it is secured: greets, asks for TLS, and greets again. */
export function smtpClient(): Protocol<string, string> {
  const session = smtp('smtps', replies, {});
  return smtp('smtp', asking, { 'starting-tls': overTls(session) });
}

function smtp(name: string, read: ReturnType<typeof commands> | typeof replies | typeof asking, next: object) {
  return defineProtocol<string>({ name, read, next: { ...next }, encode: (text, out) => out.text(`${text}\r\n`) });
}

const types = { context: {} as HalfInput, input: {} as HalfInput, events: {} as LineEvent };

const messageOf = (event: LineEvent): EmittedMessage<string> => ({
  type: 'message',
  message: event.type === 'line' ? event.value : '',
});

/** Of several lines the last has a blank after its code. */
const isLast = ({ event }: { readonly event: LineEvent }) => event.type === 'line' && /^\d{3} /.test(event.value);

function commands(name: string) {
  return setup({
    types,
    guards: { isStartTls: ({ event }) => name === 'smtp' && event.type === 'line' && /^STARTTLS$/i.test(event.value) },
    actions: { handOver: emit(({ event }) => messageOf(event)) },
  }).createMachine({
    id: name,
    context: ({ input }) => input,
    initial: 'awaiting-command',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-command': {
        meta: { need: line },
        on: {
          line: [
            { guard: 'isStartTls', target: 'answering-starttls', actions: 'handOver' },
            { target: 'answering', actions: 'handOver' },
          ],
          eof: 'closed',
          drain: 'closed',
        },
      },
      answering: { on: { responded: 'awaiting-command' } },
      'answering-starttls': { on: { responded: 'starting-tls' } },
      'starting-tls': { type: 'final' },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

const asking = setup({
  types,
  guards: {
    isLast,
    isReady: ({ event }) => event.type === 'line' && event.value.startsWith('220 '),
  },
  actions: {
    greet: emit(() => ({ type: 'send', message: 'EHLO client.test' })),
    askForTls: emit(() => ({ type: 'send', message: 'STARTTLS' })),
  },
}).createMachine({
  id: 'smtp',
  context: ({ input }) => input,
  initial: 'awaiting-greeting',
  on: { malformed: '.failed', reset: '.failed', eof: '.failed' },
  states: {
    'awaiting-greeting': {
      meta: { need: line },
      on: { line: { guard: 'isLast', target: 'awaiting-extensions', actions: 'greet' } },
    },
    'awaiting-extensions': {
      meta: { need: line },
      on: { line: [{ guard: 'isLast', target: 'awaiting-ready', actions: 'askForTls' }, {}] },
    },
    'awaiting-ready': {
      meta: { need: line },
      on: { line: [{ guard: 'isReady', target: 'starting-tls' }, { target: 'failed' }] },
    },
    'starting-tls': { type: 'final' },
    failed: { type: 'final' },
  },
});

const replies = setup({
  types,
  guards: { isLast },
  actions: { handOver: emit(({ event }) => messageOf(event)) },
}).createMachine({
  id: 'smtps',
  context: ({ input }) => input,
  initial: 'awaiting-reply',
  on: { malformed: '.failed', reset: '.failed' },
  states: {
    'awaiting-reply': {
      meta: { need: line },
      on: { line: [{ guard: 'isLast', actions: 'handOver' }, {}], eof: 'closed', drain: 'closed' },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});
