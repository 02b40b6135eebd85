/** The read half of a server of the text protocol. */
import {
  type ByteWindow,
  bytes,
  type EmittedMessage,
  type HalfInput,
  peek,
  type ReadEvent,
  stream,
  until,
} from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import type { Command } from '../command.js';
import { delays } from '../delays.js';
import { memcachedError } from '../errors.js';
import { LINE_BREAK_BYTES, readData } from './data.js';
import { type Announced, type RequestLine, readRequestLine } from './request-line.js';

interface Context extends HalfInput {
  readonly put: Announced;
  /** Of the data that follow the line, with their line break. */
  readonly dataLength: number;
}

type Event =
  | ReadEvent
  | { readonly type: 'begun' }
  | { readonly type: 'line'; readonly value: RequestLine }
  | { readonly type: 'data'; readonly value: Command }
  | { readonly type: 'discarded' };

const line = until('\n', {
  event: 'line',
  max: ({ limits }: HalfInput) => limits.headerBytes,
  decode: readRequestLine,
});

const onLine = [
  { guard: 'isCommand', target: 'responding', actions: 'emitCommand' },
  { guard: 'dataFollow', target: 'awaiting-data', actions: ['rememberPut', 'rememberLength'] },
  { guard: 'isTooLarge', target: 'refusing', actions: ['rememberLength', 'emitCommand'] },
  { guard: 'isQuit', target: 'closed' },
] as const;

export const requestHalf = setup({
  types: {
    context: {} as Context,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as EmittedMessage<Command>,
  },
  guards: {
    isCommand: ({ event }) => event.type === 'line' && !NO_COMMANDS.has(event.value.type),
    dataFollow: ({ event }) => event.type === 'line' && event.value.type === 'announcement',
    isTooLarge: ({ event }) => event.type === 'line' && event.value.type === 'oversize',
    isQuit: ({ event }) => event.type === 'line' && event.value.type === 'quit',
  },
  actions: {
    rememberPut: assign({
      put: ({ context, event }) =>
        event.type === 'line' && event.value.type === 'announcement' ? event.value.put : context.put,
    }),
    rememberLength: assign({
      dataLength: ({ context, event }) =>
        event.type === 'line' && 'length' in event.value ? event.value.length + LINE_BREAK_BYTES : context.dataLength,
    }),
    emitCommand: emit(({ event }) => ({ type: 'message', message: commandOf(event) })),
  },
  delays,
}).createMachine({
  id: 'memcached-text-requests',
  context: ({ input }) => ({ put: NO_PUT, dataLength: 0, ...input }),
  initial: 'awaiting-command',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-command': {
      meta: { need: line },
      on: {
        line: onLine,
        progress: 'awaiting-line-end',
        eof: 'closed',
        drain: 'closed',
      },
      after: { header: 'idle' },
    },
    // A client may be silent for as long as it likes, but not in the middle of a line.
    idle: {
      meta: { need: peek(1, { event: 'begun', decode: () => undefined }) },
      on: { begun: 'awaiting-line-end', eof: 'closed', drain: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-line-end': {
      meta: { need: line },
      on: {
        line: onLine,
        drain: 'closed',
      },
      after: { header: 'failed' },
    },
    'awaiting-data': {
      meta: { need: bytes(({ dataLength }: Context) => dataLength, { event: 'data', decode: readPut }) },
      on: {
        data: { target: 'responding', actions: 'emitCommand' },
        progress: { target: 'awaiting-data', reenter: true },
      },
      after: { content: 'failed' },
    },
    responding: { on: { responded: 'awaiting-command' } },
    // The refusal is told before the data are here: a client that listens can stop sending.
    refusing: { on: { responded: 'discarding' } },
    discarding: {
      meta: { need: stream(({ dataLength }: Context) => dataLength, { event: 'discarded', piece: () => undefined }) },
      on: { discarded: 'awaiting-command', progress: { target: 'discarding', reenter: true } },
      after: { content: 'failed' },
    },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

function readPut(frame: ByteWindow, { put }: Context): Command {
  const value = readData(frame);
  const { type, key, flags, exptime, cas, quiet, tag } = put;
  if (value !== undefined) return { type, key, value, flags, exptime, cas, quiet, tag };
  return { type: 'rejected', error: memcachedError('data-unterminated'), key: undefined, quiet, tag };
}

function commandOf(event: Event): Command {
  const { value } = event as { readonly value: Command | Exclude<RequestLine, { type: 'announcement' }> };
  return value.type === 'oversize' ? value.command : value;
}

const NO_COMMANDS: ReadonlySet<RequestLine['type']> = new Set(['announcement', 'oversize', 'quit']);

const NO_PUT: Announced = {
  type: 'set',
  key: '',
  flags: 0,
  exptime: 0,
  cas: undefined,
  quiet: false,
  tag: undefined,
};
