/** The read half of a client of the binary protocol. A reply says what it is, so it need not know what was asked. */
import { bytes, type HalfInput, type ReadEvent } from '@wirechart/core';
import { and, assign, emit, setup } from 'xstate';
import { type Collecting, collectedReply, NOTHING_COLLECTED, withEntry, withItem } from '../collected.js';
import type { Tag } from '../command.js';
import { delays } from '../delays.js';
import type { QuietFailureEvent, Reply } from '../reply.js';
import { HEADER_BYTES, type Header, NO_HEADER } from './header.js';
import type { TaggedEvent } from './replies.js';
import { type ReplyPart, readReply, readReplyHeader } from './reply.js';

interface Context extends HalfInput, Collecting {
  readonly header: Header;
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
    emitted: {} as TaggedEvent | QuietFailureEvent,
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
      event.type === 'body' && event.value.type === 'item' ? withItem(context, event.value.item, bytesOf(context)) : {},
    ),
    collectStat: assign(({ context, event }) =>
      event.type === 'body' && event.value.type === 'stat'
        ? withEntry(context, event.value.entry, bytesOf(context))
        : {},
    ),
    emitReply: emit(({ context, event }) => ({
      type: 'message',
      message: (event as { readonly value: { readonly reply: Reply } }).value.reply,
      tag: tagOf(context),
    })),
    emitCollected: emit(({ context }) => ({
      type: 'message',
      message: collectedReply(context),
      tag: tagOf(context),
    })),
    emitQuietFailure: emit(({ event }) => (event as { readonly value: QuietFailureEvent }).value),
    forget: assign(NOTHING_COLLECTED),
  },
  delays,
}).createMachine({
  id: 'memcached-binary-replies',
  context: ({ input }) => ({ header: NO_HEADER, ...NOTHING_COLLECTED, ...input }),
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

const tagOf = ({ header: { opcode, opaque } }: Context): Tag => ({ opcode, opaque });

/** Of a part, with its header: so an endless row of items without a value comes to an end too. */
const bytesOf = ({ header }: Context): number => HEADER_BYTES + header.bodyLength;
