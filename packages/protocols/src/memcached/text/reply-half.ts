/** The read half of a client of the text protocol. A reply says what it is, so it need not know what was asked. */
import { type ByteWindow, bytes, type HalfInput, setupReadHalf, until } from '@wirechart/core';
import { assign, emit } from 'xstate';
import { type Collecting, collectedReply, NOTHING_COLLECTED, withEntry, withItem } from '../collected.js';
import { memcachedError } from '../errors.js';
import type { Item, Reply } from '../reply.js';
import { LINE_BREAK_BYTES, readData } from './data.js';
import { readReplyLine } from './reply-line.js';

interface Context extends HalfInput, Collecting {
  /** The item whose data are awaited, and their length with the line break. */
  readonly item: Omit<Item, 'value'>;
  readonly dataLength: number;
}

const NO_ITEM: Omit<Item, 'value'> = { key: '', flags: 0, cas: undefined };

export const replyHalf = setupReadHalf({
  types: { context: {} as Context, message: {} as Reply },
  context: { item: NO_ITEM, dataLength: 0, ...NOTHING_COLLECTED },
  needs: {
    line: until('\n', { max: ({ limits }: HalfInput) => limits.headerBytes, decode: readReplyLine }),
    data: bytes(({ dataLength }: Context) => dataLength, { decode: readItem }),
  },
  guards: {
    dataFollow: ({ event }) => event.type === 'line' && event.value.type === 'announcement',
    isStat: ({ event }) => event.type === 'line' && event.value.type === 'stat',
    isEnd: ({ event }) => event.type === 'line' && event.value.type === 'end',
  },
  actions: {
    rememberItem: assign(({ context, event }) =>
      event.type === 'line' && event.value.type === 'announcement'
        ? { item: event.value.item, dataLength: event.value.length + LINE_BREAK_BYTES }
        : { item: context.item },
    ),
    collectItem: assign(({ context, event }) =>
      // A key is at most 250 bytes, but an endless row of items without a value must come to an end too.
      event.type === 'data' ? withItem(context, event.value, context.dataLength + event.value.key.length) : {},
    ),
    collectStat: assign(({ context, event }) =>
      event.type === 'line' && event.value.type === 'stat'
        ? withEntry(context, event.value.entry, event.value.entry.join('').length + LINE_BREAK_BYTES)
        : {},
    ),
    emitReply: emit(({ event }) => ({ type: 'message' as const, message: replyIn(event) })),
    emitCollected: emit(({ context }) => ({ type: 'message' as const, message: collectedReply(context) })),
    forget: assign(NOTHING_COLLECTED),
  },
}).createMachine({
  id: 'memcached-text-replies',
  initial: 'awaiting-reply',
  states: {
    'awaiting-reply': {
      meta: { need: 'line' },
      on: {
        line: [
          { guard: 'dataFollow', target: 'awaiting-data', actions: 'rememberItem' },
          { guard: 'isStat', target: 'awaiting-more', actions: 'collectStat' },
          { guard: 'isEnd', target: 'delivering', actions: 'emitCollected' },
          { target: 'delivering', actions: 'emitReply' },
        ],
        eof: 'closed',
      },
      after: { idle: 'failed' },
    },
    'awaiting-data': {
      meta: { need: 'data' },
      on: {
        data: { target: 'awaiting-more', actions: 'collectItem' },
        progress: { target: 'awaiting-data', reenter: true },
      },
      after: { content: 'failed' },
    },
    'awaiting-more': {
      meta: { need: 'line' },
      on: {
        line: [
          { guard: 'dataFollow', target: 'awaiting-data', actions: 'rememberItem' },
          { guard: 'isStat', target: 'awaiting-more', reenter: true, actions: 'collectStat' },
          // Also where an error breaks a reply off: it is the reply then.
          { guard: 'isEnd', target: 'delivering', actions: ['emitCollected', 'forget'] },
          { target: 'delivering', actions: ['emitReply', 'forget'] },
        ],
      },
      after: { header: 'failed' },
    },
    delivering: { on: { responded: 'awaiting-reply' } },
  },
});

function readItem(frame: ByteWindow, { item }: Context): Item {
  const value = readData(frame);
  if (value === undefined) throw memcachedError('reply-invalid', 'the data of an item do not end with a line break');
  const { key, flags, cas } = item;
  return { key, flags, value, cas };
}

function replyIn(event: unknown): Reply {
  return (event as { readonly value: { readonly reply: Reply } }).value.reply;
}
