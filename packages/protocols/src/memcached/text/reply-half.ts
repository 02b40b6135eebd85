/** The read half of a client of the text protocol. A reply says what it is, so it need not know what was asked. */
import { type ByteWindow, bytes, type EmittedMessage, type HalfInput, type ReadEvent, until } from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { type Collecting, collectedReply, NOTHING_COLLECTED, withEntry, withItem } from '../collected.js';
import { delays } from '../delays.js';
import { memcachedError } from '../errors.js';
import type { Item, Reply } from '../reply.js';
import { LINE_BREAK_BYTES, readData } from './data.js';
import { type ReplyLine, readReplyLine } from './reply-line.js';

interface Context extends HalfInput, Collecting {
  /** The item whose data are awaited, and their length with the line break. */
  readonly item: Omit<Item, 'value'>;
  readonly dataLength: number;
}

type Event =
  | ReadEvent
  | { readonly type: 'line'; readonly value: ReplyLine }
  | { readonly type: 'data'; readonly value: Item };

const line = {
  need: until('\n', { event: 'line', max: ({ limits }: HalfInput) => limits.headerBytes, decode: readReplyLine }),
};

export const replyHalf = setup({
  types: {
    context: {} as Context,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as EmittedMessage<Reply>,
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
    emitReply: emit(({ event }) => ({ type: 'message', message: replyIn(event) })),
    emitCollected: emit(({ context }) => ({ type: 'message', message: collectedReply(context) })),
    forget: assign(NOTHING_COLLECTED),
  },
  delays,
}).createMachine({
  id: 'memcached-text-replies',
  context: ({ input }) => ({ item: NO_ITEM, dataLength: 0, ...NOTHING_COLLECTED, ...input }),
  initial: 'awaiting-reply',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-reply': {
      meta: line,
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
      meta: {
        need: bytes(({ dataLength }: Context) => dataLength, { event: 'data', decode: readItem }),
      },
      on: {
        data: { target: 'awaiting-more', actions: 'collectItem' },
        progress: { target: 'awaiting-data', reenter: true },
      },
      after: { content: 'failed' },
    },
    'awaiting-more': {
      meta: line,
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
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

function readItem(frame: ByteWindow, { item }: Context): Item {
  const value = readData(frame);
  if (value === undefined) throw memcachedError('reply-invalid', 'the data of an item do not end with a line break');
  const { key, flags, cas } = item;
  return { key, flags, value, cas };
}

function replyIn(event: Event): Reply {
  return (event as { readonly value: { readonly reply: Reply } }).value.reply;
}

const NO_ITEM: Omit<Item, 'value'> = { key: '', flags: 0, cas: undefined };
