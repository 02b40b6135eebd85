/**
 * The read half of lines that end with LF, CR or CRLF.
 *
 * ```
 *   awaiting-line ──line──▶ responding ──responded──▶ awaiting-line
 *         └──line that ends with CR──▶ responding-after-cr ──responded──▶ after-cr ──next──▶ awaiting-line, or dropping-lf first
 * ```
 */
import type { EmittedMessage, HalfInput, ReadEvent } from '@wirechart/core';
import { emit, setup } from 'xstate';
import { type AnyLine, afterCr, anyLine, LF, lineFeed } from './any-line.js';

type Event =
  | ReadEvent
  | { readonly type: 'line'; readonly value: AnyLine }
  | { readonly type: 'next'; readonly value: number }
  | { readonly type: 'dropped' };

const line = anyLine((window, length) => window.text(0, length));

export const anyLineHalf = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as EmittedMessage<string>,
  },
  guards: {
    endsWithCr: ({ event }) => event.type === 'line' && event.value.endsWithCr,
    isLf: ({ event }) => event.type === 'next' && event.value === LF,
  },
  actions: {
    deliver: emit(({ event }) => ({ type: 'message', message: (event as { value: AnyLine }).value.text })),
  },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'lines',
  context: ({ input }) => input,
  initial: 'awaiting-line',
  on: { malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-line': {
      meta: { need: line },
      on: {
        line: [
          { guard: 'endsWithCr', target: 'responding-after-cr', actions: 'deliver' },
          { target: 'responding', actions: 'deliver' },
        ],
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
    'responding-after-cr': { on: { responded: 'after-cr' } },
    'after-cr': {
      meta: { need: afterCr },
      on: {
        next: [{ guard: 'isLf', target: 'dropping-lf' }, { target: 'awaiting-line' }],
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    'dropping-lf': { meta: { need: lineFeed }, on: { dropped: 'awaiting-line' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});
