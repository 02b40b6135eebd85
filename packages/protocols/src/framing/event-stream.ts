/** Event streams (server-sent events; HTML, section 9.2), as they stand in the body of a response of type `text/event-stream`. */
import {
  type ByteWindow,
  defineProtocol,
  type EmittedMessage,
  type HalfInput,
  type Protocol,
  type ReadEvent,
} from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { type AnyLine, afterCr, anyLine, LF, lineFeed } from './any-line.js';
import { framingError } from './errors.js';
import { eventStreamFields } from './fields.js';
import type { FramingOptions } from './options.js';

export interface StreamEvent {
  /** Default, and what arrives where none is said: `message`. */
  readonly type?: string;
  /** Of one line or several, with LF between them. */
  readonly data: string;
  /** The id of this event; of one that arrives, the last that was said. */
  readonly id?: string;
}

/** The server says how long to wait before coming back after the connection was lost; an event of the connection. */
export interface RetryEvent {
  readonly type: 'retry';
  readonly milliseconds: number;
}

/**
 * Server-sent events. Lines end with LF, CR or CRLF; what is not UTF-8 is replaced by U+FFFD, as the standard has it; fields that nobody knows, and an
 * event that breaks off, are dropped. The longest line, and the data of one event, have `limits.contentBytes` bytes.
 *
 * Sending a type or id with a line break in it, or an id with a NUL, is a LocalError `encode-failed`.
 */
export function eventStream(
  options: Omit<FramingOptions<StreamEvent>, 'oversize'> = {},
): Protocol<StreamEvent, StreamEvent> {
  return defineProtocol<StreamEvent>({
    name: 'event-stream',
    read,
    encode({ type, data, id }, out) {
      if (type !== undefined) out.text(`event: ${oneLine('type', type)}\n`);
      if (id !== undefined) {
        if (id.includes('\0')) throw new RangeError('an id must not contain a NUL');
        out.text(`id: ${oneLine('id', id)}\n`);
      }
      for (const line of data.split(/\r\n|\r|\n/)) out.text(`data: ${line}\n`);
      out.text('\n');
    },
    fields: eventStreamFields,
    untaken: 'pause',
    ...options,
  });
}

function oneLine(what: string, text: string): string {
  if (/[\r\n]/.test(text)) throw new RangeError(`a ${what} must not contain a line break`);
  return text;
}

interface Context extends HalfInput {
  /** A byte order mark may stand before the first line. */
  readonly isFirst: boolean;
  readonly type: string;
  /** The lines of data so far, each with an LF; undefined where there was none. Engines append to text without copying it. */
  readonly data: string | undefined;
  readonly id: string;
  readonly isTooLong: boolean;
}

interface Field extends AnyLine {
  readonly name: string;
  readonly value: string;
}

type Event =
  | ReadEvent
  | { readonly type: 'line'; readonly value: AnyLine }
  | { readonly type: 'next'; readonly value: number }
  | { readonly type: 'dropped' };

const lossy = new TextDecoder('utf-8', { ignoreBOM: true });

const line = anyLine((window: ByteWindow, length) => lossy.decode(window.bytes(0, length)));

const EMPTY = { type: '', data: undefined };

const read = setup({
  types: {
    context: {} as Context,
    input: {} as HalfInput,
    events: {} as Event,
    emitted: {} as EmittedMessage<StreamEvent> | RetryEvent,
    output: {} as ReturnType<typeof framingError> | undefined,
  },
  guards: {
    ends: ({ event }) => event.type === 'line' && event.value.text === '',
    dispatches: ({ context, event }) => event.type === 'line' && event.value.text === '' && context.data !== undefined,
    isRetry: ({ context, event }) => {
      const { name, value } = fieldOf(context, event);
      return name === 'retry' && /^\d+$/.test(value);
    },
    isTooLong: ({ context, event }) => {
      const { name, value } = fieldOf(context, event);
      return name === 'data' && (context.data ?? '').length + value.length + 1 > context.limits.contentBytes;
    },
  },
  actions: {
    dispatch: emit(({ context: { type, data, id } }) => ({
      type: 'message',
      message: { type: type === '' ? 'message' : type, data: (data as string).slice(0, -1), id },
    })),
    forget: assign({ ...EMPTY, isFirst: false }),
    tellRetry: emit(({ context, event }) => ({ type: 'retry', milliseconds: Number(fieldOf(context, event).value) })),
    take: assign(({ context, event }) => {
      const { name, value } = fieldOf(context, event);
      const { data = '' } = context;
      const isFirst = false;
      if (name === 'data') return { isFirst, data: `${data}${value}\n` };
      if (name === 'event') return { isFirst, type: value };
      if (name === 'id' && !value.includes('\0')) return { isFirst, id: value };
      return { isFirst };
    }),
  },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'event-stream',
  context: ({ input }) => ({ ...input, ...EMPTY, id: '', isFirst: true, isTooLong: false }),
  initial: 'awaiting-line',
  on: { malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-line': {
      meta: { need: line },
      on: {
        line: [
          { guard: 'dispatches', target: 'after-line', actions: ['dispatch', 'forget'] },
          { guard: 'ends', target: 'after-line', actions: 'forget' },
          { guard: 'isTooLong', target: 'failed', actions: assign({ isTooLong: true }) },
          { guard: 'isRetry', target: 'after-line', actions: ['tellRetry', 'take'] },
          { target: 'after-line', actions: 'take' },
        ],
        eof: 'closed',
        // An event that breaks off is none, but no fault either.
        malformed: [{ guard: ({ event }) => event.error.code === 'truncated', target: 'closed' }, { target: 'failed' }],
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    'after-line': {
      always: [
        { guard: ({ event }) => event.type === 'line' && event.value.endsWithCr, target: 'after-cr' },
        { target: 'awaiting-line' },
      ],
    },
    'after-cr': {
      meta: { need: afterCr },
      on: {
        next: [{ guard: ({ event }) => event.value === LF, target: 'dropping-lf' }, { target: 'awaiting-line' }],
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    'dropping-lf': { meta: { need: lineFeed }, on: { dropped: 'awaiting-line' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
  output: ({ context: { isTooLong, limits } }) =>
    !isTooLong ? undefined : framingError('limit-frame-bytes', `limit contentBytes is ${limits.contentBytes}`),
});

/** A line as the name of a field and its value (9.2.6); a comment has no name. */
function fieldOf({ isFirst }: Context, event: Event): Pick<Field, 'name' | 'value'> {
  const { text } = (event as { readonly value: AnyLine }).value;
  const plain = isFirst && text.startsWith('\ufeff') ? text.slice(1) : text;
  const colon = plain.indexOf(':');
  if (colon < 0) return { name: plain, value: '' };
  const value = plain.slice(colon + 1);
  return { name: plain.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}
