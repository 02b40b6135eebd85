/** The read half of a client of the binary protocol. A reply says what it is, so it need not know what was asked. */
import { bytes, type HalfInput, setupReadHalf } from '@wirechart/core';
import { and, assign, emit } from 'xstate';
import { type Collecting, collectedReply, NOTHING_COLLECTED, withEntry, withItem } from '../collected.js';
import type { Tag } from '../command.js';
import type { QuietFailureEvent, Reply } from '../reply.js';
import { HEADER_BYTES, type Header, NO_HEADER } from './header.js';
import type { TaggedEvent } from './replies.js';
import { readReply, readReplyHeader } from './reply.js';

interface Context extends HalfInput, Collecting {
  readonly header: Header;
}

export const replyHalf = setupReadHalf({
  types: { context: {} as Context, emitted: {} as TaggedEvent | QuietFailureEvent },
  context: { header: NO_HEADER, ...NOTHING_COLLECTED },
  needs: {
    header: bytes(HEADER_BYTES, { decode: readReplyHeader }),
    body: bytes(({ header }: Context) => header.bodyLength, { decode: readReply }),
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
      type: 'message' as const,
      message: (event as { readonly value: { readonly reply: Reply } }).value.reply,
      tag: tagOf(context),
    })),
    emitCollected: emit(({ context }) => ({
      type: 'message' as const,
      message: collectedReply(context),
      tag: tagOf(context),
    })),
    emitQuietFailure: emit(({ event }) => (event as { readonly value: QuietFailureEvent }).value),
    forget: assign(NOTHING_COLLECTED),
  },
}).createMachine({
  id: 'memcached-binary-replies',
  initial: 'awaiting-header',
  states: {
    'awaiting-header': {
      meta: { need: 'header' },
      on: { header: { target: 'awaiting-body', actions: 'rememberHeader' }, eof: 'closed' },
      after: { idle: 'failed' },
    },
    'awaiting-body': {
      meta: { need: 'body' },
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
      meta: { need: 'header' },
      on: { header: { target: 'awaiting-body', actions: 'rememberHeader' } },
      after: { header: 'failed' },
    },
    delivering: { on: { responded: 'awaiting-header' } },
  },
});

const tagOf = ({ header: { opcode, opaque } }: Context): Tag => ({ opcode, opaque });

/** Of a part, with its header: so an endless row of items without a value comes to an end too. */
const bytesOf = ({ header }: Context): number => HEADER_BYTES + header.bodyLength;
