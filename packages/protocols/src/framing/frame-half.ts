/**
 * The read half of framings whose frames are known by their end or by a length that never changes.
 *
 * ```
 *   awaiting-frame ──frame──▶ responding ──responded──▶ awaiting-frame
 *         └──malformed, too long──▶ discarding ──discarded──▶ awaiting-frame
 * ```
 */
import { type EmittedMessage, type HalfInput, type Need, type ReadEvent, stream } from '@wirechart/core';
import { emit, setup } from 'xstate';
import type { OversizeEvent } from './options.js';

type Event<TMessage> =
  | ReadEvent
  | { readonly type: 'frame'; readonly value: TMessage }
  | { readonly type: 'discarded'; readonly value: unknown };

export interface FrameHalfOptions {
  readonly id: string;
  /** The need of a whole frame; its event is `frame`, with the message. */
  readonly frame: Need;
  /** The need of the rest of a frame that is too long; its event is `discarded`. Without it such a frame is a failure. */
  readonly discard?: Need;
}

export function frameHalf<TMessage = Uint8Array>({ id, frame, discard }: FrameHalfOptions) {
  return setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as Event<TMessage>,
      emitted: {} as EmittedMessage<TMessage> | OversizeEvent,
    },
    guards: {
      mayDiscard: ({ event }) =>
        discard !== undefined && event.type === 'malformed' && event.error.code === 'frame-too-long',
    },
    delays: {
      idle: ({ context }) => context.timeouts.idle,
      content: ({ context }) => context.timeouts.content,
      total: ({ context }) => context.timeouts.total,
    },
  }).createMachine({
    id,
    context: ({ input }) => input,
    initial: 'awaiting-frame',
    on: { malformed: '.failed', reset: '.failed' },
    after: { total: '.failed' },
    states: {
      'awaiting-frame': {
        meta: { need: frame },
        on: {
          frame: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
          malformed: [{ guard: 'mayDiscard', target: 'discarding' }, { target: 'failed' }],
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      discarding: {
        meta: { need: discard ?? NOTHING },
        on: {
          discarded: { target: 'awaiting-frame', actions: emit({ type: 'oversize', length: undefined }) },
          progress: { target: 'discarding', reenter: true },
          eof: 'failed',
        },
        after: { content: 'failed' },
      },
      responding: { on: { responded: 'awaiting-frame' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

/** Nobody comes to read this. */
const NOTHING = stream(0, { event: 'discarded' });
