/** Protocols as an author without a type checker may write them. */
import { createMachine, emit } from 'xstate';
import { defineProtocol, type ProtocolOptions, until } from '../../src/index.js';

/** Lines, sound in all parts, of which a test spoils one. `states` come beside or in place of its own. */
export function readHalf({ states = {}, ...rest }: { readonly states?: object; readonly [key: string]: unknown } = {}) {
  return createMachine(
    {
      id: 'm',
      context: ({ input }: { input: object }) => ({ ...input }),
      initial: 'awaiting-line',
      on: { malformed: '.failed', reset: '.failed' },
      states: {
        'awaiting-line': {
          meta: { need: line() },
          on: { line: { target: 'responding', actions: 'handOut' }, eof: 'closed', drain: 'closed' },
          after: { idle: 'failed' },
        },
        responding: { on: { responded: 'awaiting-line' } },
        closed: { type: 'final' },
        failed: { type: 'final' },
        ...states,
      },
      ...rest,
    } as never,
    implementations as never,
  );
}

const implementations = {
  actions: {
    handOut: emit(({ event }) => ({ type: 'message', message: (event as { readonly value?: unknown }).value })),
  },
  guards: { always: () => true },
  delays: { idle: 1000, content: 1000 },
};

export const line = (event = 'line') => until('\n', { max: 80, event });

/** What its author is told of a protocol with this read half. */
export function toldOf(read: unknown, options: Partial<ProtocolOptions<string>> = {}): string | undefined {
  try {
    defineProtocol<string>({ name: 'p', read: read as never, encode: () => {}, ...options });
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return error.message;
  }
}

/** What is told of a read half with these states in place of its own. */
export function toldOfStates(states: object): string | undefined {
  return toldOf(readHalf({ states }));
}

/** What is told of `awaiting-line` when these parts of it are replaced. */
export function toldOfReading(parts: object): string | undefined {
  return toldOfStates({
    'awaiting-line': { meta: { need: line() }, on: { line: { target: 'responding', actions: 'handOut' } }, ...parts },
  });
}
