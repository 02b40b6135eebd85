/**
 * The read half of all framings with a header that says how long the body is.
 *
 * ```
 *   awaiting-header ──header──▶ awaiting-body ──body──▶ responding ──responded──▶ awaiting-header
 *          └──header, too long──▶ discarding ──discarded──▶ awaiting-header
 * ```
 */
import {
  type ByteWindow,
  bytes,
  type EmittedMessage,
  type HalfInput,
  type Need,
  type NeedOptions,
  type ReadEvent,
  stream,
} from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { oneOf } from '../one-of.js';
import { framingError } from './errors.js';
import { OVERSIZE, type Oversize, type OversizeEvent } from './options.js';

/** What a header says. */
export interface FrameHeader {
  /** Bytes of the body, which follow the header. */
  readonly bodyLength: number;
  /** Bytes of the header that belong to the message. */
  readonly kept: Uint8Array;
}

export interface HeaderHalfOptions {
  readonly id: string;
  /** The need of a whole header, given how to deliver it. */
  readonly header: (options: Required<NeedOptions<HalfInput, FrameHeader>>) => Need;
  readonly decode: (frame: ByteWindow) => FrameHeader;
  readonly oversize: Oversize;
  /** What must follow each body. */
  readonly terminator?: Uint8Array;
}

interface Context extends HalfInput {
  readonly header: FrameHeader;
}

type Event =
  | ReadEvent
  | { readonly type: 'header'; readonly value: FrameHeader }
  | { readonly type: 'body'; readonly value: Uint8Array }
  | { readonly type: 'discarded' };

export function headerHalf({ id, header, decode, oversize, terminator = NOTHING }: HeaderHalfOptions) {
  oneOf('oversize', oversize, OVERSIZE);
  const decodeHeader = (frame: ByteWindow, { limits }: HalfInput): FrameHeader => {
    const decoded = decode(frame);
    if (oversize === 'fail' && messageLength(decoded) > limits.contentBytes) {
      throw framingError(
        'limit-frame-bytes',
        `${messageLength(decoded)} bytes; limit contentBytes is ${limits.contentBytes}`,
      );
    }
    return decoded;
  };
  const wholeLength = (context: Context) => context.header.bodyLength + terminator.length;
  return setup({
    types: {
      context: {} as Context,
      input: {} as HalfInput,
      events: {} as Event,
      emitted: {} as EmittedMessage<Uint8Array> | OversizeEvent,
    },
    guards: {
      fits: ({ context, event }) =>
        event.type === 'header' && messageLength(event.value) <= context.limits.contentBytes,
    },
    actions: {
      rememberHeader: assign({
        header: ({ context, event }) => (event.type === 'header' ? event.value : context.header),
      }),
    },
    delays: {
      idle: ({ context }) => context.timeouts.idle,
      content: ({ context }) => context.timeouts.content,
      total: ({ context }) => context.timeouts.total,
    },
  }).createMachine({
    id,
    context: ({ input }) => ({ header: { bodyLength: 0, kept: NOTHING }, ...input }),
    initial: 'awaiting-header',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    after: { total: '.failed' },
    states: {
      'awaiting-header': {
        meta: { need: header({ event: 'header', decode: decodeHeader }) },
        on: {
          header: [
            { guard: 'fits', target: 'awaiting-body', actions: 'rememberHeader' },
            { target: 'discarding', actions: 'rememberHeader' },
          ],
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      'awaiting-body': {
        meta: {
          need: bytes(wholeLength, {
            event: 'body',
            decode: (frame: ByteWindow, { header }: Context) => bodyOf(frame, header.kept, terminator),
          }),
        },
        on: {
          body: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
          progress: { target: 'awaiting-body', reenter: true },
        },
        after: { content: 'failed' },
      },
      discarding: {
        meta: { need: stream(wholeLength, { event: 'discarded', piece: () => undefined }) },
        on: {
          discarded: {
            target: 'awaiting-header',
            actions: emit(({ context }) => ({ type: 'oversize', length: messageLength(context.header) })),
          },
          progress: { target: 'discarding', reenter: true },
        },
        after: { content: 'failed' },
      },
      responding: { on: { responded: 'awaiting-header' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

function messageLength({ bodyLength, kept }: FrameHeader): number {
  return bodyLength + kept.length;
}

function bodyOf(frame: ByteWindow, kept: Uint8Array, terminator: Uint8Array): Uint8Array {
  const end = frame.length - terminator.length;
  for (let i = 0; i < terminator.length; i++) {
    if (frame.uint8(end + i) !== terminator[i]) throw framingError('terminator-missing', undefined, { at: end + i });
  }
  if (kept.length === 0) return frame.bytes(0, end);
  const message = new Uint8Array(kept.length + end);
  message.set(kept);
  message.set(frame.bytes(0, end), kept.length);
  return message;
}

const NOTHING = new Uint8Array(0);
