/**
 * A protocol that uses every kind of need. The first byte of a message says what follows:
 * `L` a line that ends in CRLF (at most 20 bytes), `B` two bytes of length and a block, `S` two bytes of length and a
 * stream, `R` everything until the end of input. Each of them is answered, except for `R`.
 */
import { assign, emit, setup } from 'xstate';
import { remoteError } from '../../src/errors/core-errors.js';
import {
  bytes,
  defineProtocol,
  type HalfInput,
  type Protocol,
  stream,
  streamRemainder,
  until,
} from '../../src/index.js';

export const LONGEST_LINE = 20;

/** What arrives: `L:` and the line, `B:` and the block in hex, or `S` at the end of a stream. */
export type Mixed = string;

const read = setup({
  types: {
    context: {} as HalfInput & { readonly length: number },
    input: {} as HalfInput,
    events: {} as { readonly type: string; readonly value?: unknown },
    emitted: {} as { readonly type: 'message'; readonly message: string },
  },
  guards: {
    isLine: ({ event }) => event.value === 'L',
    isBlock: ({ event }) => event.value === 'B',
    isStream: ({ event }) => event.value === 'S',
    isRest: ({ event }) => event.value === 'R',
  },
  actions: {
    rememberLength: assign({ length: ({ event }) => event.value as number }),
    emitMessage: emit(({ event }) => ({ type: 'message' as const, message: event.value as string })),
    emitStreamed: emit({ type: 'message' as const, message: 'S' }),
  },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    header: ({ context }) => context.timeouts.header,
    content: ({ context }) => context.timeouts.content,
  },
}).createMachine({
  id: 'mixed',
  context: ({ input }) => ({ ...input, length: 0 }),
  initial: 'awaiting-kind',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  states: {
    'awaiting-kind': {
      meta: { need: bytes(1, { event: 'kind', decode: (frame) => frame.latin1() }) },
      on: {
        kind: [
          { guard: 'isLine', target: 'awaiting-line' },
          { guard: 'isBlock', target: 'awaiting-block-length' },
          { guard: 'isStream', target: 'awaiting-stream-length' },
          { guard: 'isRest', target: 'resting' },
          { target: 'failed' },
        ],
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    'awaiting-line': {
      meta: { need: until('\r\n', { max: LONGEST_LINE, event: 'line', decode: (frame) => `L:${textOf(frame)}` }) },
      on: { line: { target: 'responding', actions: 'emitMessage' } },
      after: { header: 'failed' },
    },
    'awaiting-block-length': {
      meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) },
      on: { length: { target: 'awaiting-block', actions: 'rememberLength' } },
      after: { header: 'failed' },
    },
    'awaiting-block': {
      meta: {
        need: bytes(({ length }: { length: number }) => length, {
          event: 'block',
          decode: (frame) => `B:${hex(frame.bytes())}`,
        }),
      },
      on: {
        block: { target: 'responding', actions: 'emitMessage' },
        progress: { target: 'awaiting-block', reenter: true },
      },
      after: { content: 'failed' },
    },
    'awaiting-stream-length': {
      meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) },
      on: { length: { target: 'streaming', actions: 'rememberLength' } },
      after: { header: 'failed' },
    },
    streaming: {
      meta: { need: stream(({ length }: { length: number }) => length) },
      on: {
        streamed: { target: 'responding', actions: 'emitStreamed' },
        progress: { target: 'streaming', reenter: true },
      },
      after: { content: 'failed' },
    },
    resting: { meta: { need: streamRemainder() }, on: { eof: 'closed' } },
    responding: { on: { responded: 'awaiting-kind' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

/** Every message that is sent is written as a line, whatever it is. */
export const mixed: Protocol<Mixed, string> = defineProtocol<Mixed, string>({
  name: 'mixed',
  read,
  encode: (message, out) => out.uint8(0x4c).text(message).text('\r\n'),
});

function textOf(frame: { text(): string }): string {
  try {
    return frame.text();
  } catch (cause) {
    throw remoteError('not-utf8', undefined, { cause });
  }
}

const hex = (block: Uint8Array): string => Buffer.from(block).toString('hex');
