/** The read half of a client of the binary protocol. A reply says what it is, so it need not know what was asked. */
import { bytes, type HalfInput, type MessageEvent, type ReadEvent } from '@wirechart/core';
import { and, assign, emit, setup } from 'xstate';
import { type Collected, inOrder } from '../collected.js';
import type { Item, QuietFailureEvent, Reply, Statistics } from '../reply.js';
import { HEADER_BYTES, type Header, NO_HEADER } from './header.js';
import { type ReplyPart, readReply, readReplyHeader } from './reply.js';

interface Context extends HalfInput {
  readonly header: Header;
  readonly items: Collected<Item>;
  readonly entries: Collected<Statistics['entries'][number]>;
  /** What has come of the reply under way. */
  readonly replyBytes: number;
}

type Event =
  | ReadEvent
  | { readonly type: 'header'; readonly value: Header }
  | { readonly type: 'body'; readonly value: ReplyPart };

const header = { need: bytes(HEADER_BYTES, { event: 'header', decode: readReplyHeader }) };

export const replyHalf = setup({
  types: {
    context: {} as Context,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as MessageEvent<Reply> | QuietFailureEvent,
  },
  guards: {
    isItem: ({ event }) => event.type === 'body' && event.value.type === 'item',
    isStat: ({ event }) => event.type === 'body' && event.value.type === 'stat',
    isEnd: ({ event }) => event.type === 'body' && event.value.type === 'end',
    isQuietFailure: ({ event }) => event.type === 'body' && event.value.type === 'quiet-failure',
    isCollecting: ({ context }) => context.replyBytes > 0,
  },
  actions: {
    rememberHeader: assign({
      header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
    }),
    collectItem: assign(({ context, event }) =>
      event.type === 'body' && event.value.type === 'item'
        ? { items: { last: event.value.item, before: context.items }, replyBytes: grown(context) }
        : {},
    ),
    collectStat: assign(({ context, event }) =>
      event.type === 'body' && event.value.type === 'stat'
        ? { entries: { last: event.value.entry, before: context.entries }, replyBytes: grown(context) }
        : {},
    ),
    emitReply: emit(({ event }) => ({
      type: 'message',
      message: (event as { readonly value: { readonly reply: Reply } }).value.reply,
    })),
    emitCollected: emit(({ context }) => ({ type: 'message', message: collectedReply(context) })),
    emitQuietFailure: emit(({ event }) => (event as { readonly value: QuietFailureEvent }).value),
    forget: assign({ items: undefined, entries: undefined, replyBytes: 0 }),
  },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    header: ({ context }) => context.timeouts.header,
    content: ({ context }) => context.timeouts.content,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'memcached-binary-replies',
  context: ({ input }) => ({ ...input, header: NO_HEADER, items: undefined, entries: undefined, replyBytes: 0 }),
  initial: 'awaiting-header',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-header': {
      meta: header,
      on: { header: { target: 'awaiting-body', actions: 'rememberHeader' }, eof: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-body': {
      meta: { need: bytes(({ header }: Context) => header.bodyLength, { event: 'body', decode: readReply }) },
      on: {
        body: [
          { guard: 'isItem', target: 'awaiting-more', actions: 'collectItem' },
          { guard: 'isStat', target: 'awaiting-more', actions: 'collectStat' },
          {
            guard: and(['isQuietFailure', 'isCollecting']),
            target: 'awaiting-more',
            actions: 'emitQuietFailure',
          },
          { guard: 'isQuietFailure', target: 'awaiting-header', actions: 'emitQuietFailure' },
          { guard: 'isEnd', target: 'delivering', actions: ['emitCollected', 'forget'] },
          { target: 'delivering', actions: ['emitReply', 'forget'] },
        ],
        progress: { target: 'awaiting-body', reenter: true },
      },
      after: { content: 'failed' },
    },
    'awaiting-more': {
      meta: header,
      on: { header: { target: 'awaiting-body', actions: 'rememberHeader' } },
      after: { header: 'failed' },
    },
    delivering: { on: { responded: 'awaiting-header' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

/** With the header, so that an endless row of items without a value comes to an end too. */
function grown({ replyBytes, header }: Context): number {
  return replyBytes + HEADER_BYTES + header.bodyLength;
}

function collectedReply({ items, entries }: Context): Reply {
  if (entries !== undefined) return { type: 'stats', entries: inOrder(entries) };
  return { type: 'values', items: inOrder(items), more: false };
}
