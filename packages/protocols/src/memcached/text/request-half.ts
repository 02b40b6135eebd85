/** The read half of a server of the text protocol. */
import { type ByteWindow, bytes, type HalfInput, peek, setupReadHalf, stream, until } from '@wirechart/core';
import { assign, emit } from 'xstate';
import type { Command } from '../command.js';
import { memcachedError } from '../errors.js';
import { LINE_BREAK_BYTES, readData } from './data.js';
import { type Announced, type RequestLine, readRequestLine } from './request-line.js';

interface Context extends HalfInput {
  readonly put: Announced;
  /** Of the data that follow the line, with their line break. */
  readonly dataLength: number;
}

/** Not by a set: that would hash the word for each request. */
const isCommand = (type: RequestLine['type']): boolean =>
  type !== 'announcement' && type !== 'oversize' && type !== 'quit';

const NO_PUT: Announced = {
  type: 'set',
  key: '',
  flags: 0,
  exptime: 0,
  cas: undefined,
  quiet: false,
  tag: undefined,
};

const onLine = [
  { guard: 'isCommand', target: 'responding', actions: 'emitCommand' },
  { guard: 'dataFollow', target: 'awaiting-data', actions: ['rememberPut', 'rememberLength'] },
  { guard: 'isTooLarge', target: 'refusing', actions: ['rememberLength', 'emitCommand'] },
  { guard: 'isQuit', target: 'closed' },
] as const;

const dataLengthOf = ({ dataLength }: Context): number => dataLength;

export const requestHalf = setupReadHalf({
  types: { context: {} as Context, message: {} as Command },
  context: { put: NO_PUT, dataLength: 0 },
  needs: {
    line: until('\n', { max: ({ limits }: HalfInput) => limits.headerBytes, decode: readRequestLine }),
    begun: peek(1, { decode: () => undefined }),
    data: bytes(dataLengthOf, { decode: readPut }),
    discarded: stream(dataLengthOf, { piece: () => undefined }),
  },
  guards: {
    isCommand: ({ event }) => event.type === 'line' && isCommand(event.value.type),
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
    emitCommand: emit(({ event }) => ({ type: 'message' as const, message: commandOf(event) })),
  },
}).createMachine({
  id: 'memcached-text-requests',
  initial: 'awaiting-command',
  states: {
    'awaiting-command': {
      meta: { need: 'line' },
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
      meta: { need: 'begun' },
      on: { begun: 'awaiting-line-end', eof: 'closed', drain: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-line-end': {
      meta: { need: 'line' },
      on: {
        line: onLine,
        drain: 'closed',
      },
      after: { header: 'failed' },
    },
    'awaiting-data': {
      meta: { need: 'data' },
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
      meta: { need: 'discarded' },
      on: { discarded: 'awaiting-command', progress: { target: 'discarding', reenter: true } },
      after: { content: 'failed' },
    },
  },
});

function readPut(frame: ByteWindow, { put }: Context): Command {
  const value = readData(frame);
  const { type, key, flags, exptime, cas, quiet, tag } = put;
  if (value !== undefined) return { type, key, value, flags, exptime, cas, quiet, tag };
  return { type: 'rejected', error: memcachedError('data-unterminated'), key: undefined, quiet, tag };
}

function commandOf(event: unknown): Command {
  const { value } = event as { readonly value: Command | Exclude<RequestLine, { type: 'announcement' }> };
  return value.type === 'oversize' ? value.command : value;
}
