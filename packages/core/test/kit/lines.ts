/** Lines of text, each of them a message that is answered: the smallest protocol for what does not concern framing. */
import { emit, setup } from 'xstate';
import { remoteError } from '../../src/errors/core-errors.js';
import { defineProtocol, type HalfInput, type Protocol, type ProtocolOptions, until } from '../../src/index.js';

export const lineRead = setup({
  types: {
    context: {} as HalfInput,
    input: {} as HalfInput,
    events: {} as { readonly type: string; readonly value?: unknown },
    emitted: {} as { readonly type: 'message'; readonly message: string },
  },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'lines',
  context: ({ input }) => input,
  initial: 'awaiting-line',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  after: { total: '.failed' },
  states: {
    'awaiting-line': {
      meta: {
        need: until('\n', {
          max: ({ limits }: HalfInput) => limits.headerBytes,
          event: 'line',
          decode: (frame) => {
            const line = frame.text();
            if (line === 'bad') throw remoteError('protocol-violation', 'a bad line', { at: 1 });
            return line;
          },
        }),
      },
      on: {
        line: {
          target: 'responding',
          actions: emit(({ event }) => ({ type: 'message' as const, message: event.value as string })),
        },
        eof: 'closed',
        drain: 'closed',
      },
      after: { idle: 'failed' },
    },
    responding: { on: { responded: 'awaiting-line' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

/** Lines; the line `bad` is malformed at its second byte, and the message `unencodable` cannot be written. */
export function lines(options: Partial<ProtocolOptions<string, HalfInput, string>> = {}): Protocol<string, string> {
  return defineProtocol<string>({
    name: 'lines',
    read: lineRead,
    encode: (message, out) => {
      out.text(message);
      if (message === 'unencodable') throw new RangeError('it cannot be written');
      out.uint8(0x0a);
    },
    ...options,
  });
}
