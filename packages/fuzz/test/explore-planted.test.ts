import {
  type AnyProtocol,
  bytes,
  defineProtocol,
  type HalfInput,
  type Need,
  type Protocol,
  type ProtocolOptions,
  type ReadEvent,
  type ReadMachine,
  type RepliesByKey,
  streamRemainder,
  until,
} from '@wirechart/core';
import { type ExploreOptions, exploreProtocol, type Law } from '@wirechart/fuzz/wirechart';
import { lines, netstring } from '@wirechart/protocols/framing';
import { overTls } from '@wirechart/protocols/tls';
import { describe, expect, test } from 'vitest';
import { assign, emit, setup } from 'xstate';

// A protocol for each law that breaks it: whoever checks a law must be seen to catch its breach.

const FAILING = { malformed: '.failed', reset: '.failed' };

function half(states: object, initial = 'streaming', on: object = FAILING, begin: (input: HalfInput) => object = same) {
  return setup({
    types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
  }).createMachine({
    context: ({ input }) => begin(input) as HalfInput,
    initial,
    on,
    states: { ...states, closed: { type: 'final' }, failed: { type: 'final' } } as never,
  }) as unknown as ReadMachine<unknown, unknown>;
}

function same(input: HalfInput): HalfInput {
  return input;
}

function planted(read: ReadMachine<unknown, unknown>, more: Partial<ProtocolOptions<unknown>> = {}): AnyProtocol {
  return defineProtocol<unknown, unknown>({ name: 'planted', read, encode: () => undefined, ...more }) as AnyProtocol;
}

const message = (content: unknown) => emit({ type: 'message', message: content } as never);

/** What comes, as messages of one byte, and what else a state does. */
function byBytes(result: (byte: number) => unknown, on: object = {}, begin = same as (input: HalfInput) => object) {
  const need = bytes(1, {
    event: 'byte',
    decode: (frame) => ({ type: 'message', message: result(frame.uint8(0)) }),
  });
  const tell = emit(({ event }) => (event as unknown as { value: never }).value);
  return half(
    { streaming: { meta: { need }, on: { byte: { actions: tell }, eof: 'closed', ...on } } },
    'streaming',
    FAILING,
    begin,
  );
}

const streaming = (result: (bytes: Uint8Array) => unknown, on: object = {}, failing: object = FAILING) => {
  const need = streamRemainder({ piece: (frame) => ({ type: 'message', message: result(frame.bytes()) }) });
  return half({ streaming: { meta: { need }, on: { eof: 'closed', ...on } } }, 'streaming', failing);
};

async function broken(
  protocol: AnyProtocol,
  input: string,
  options: Partial<ExploreOptions<unknown, unknown>> & { readonly role?: 'client' | 'server' } = {},
): Promise<ReadonlySet<Law>> {
  const { role = 'client', ...rest } = options;
  const found = await exploreProtocol(protocol as Protocol<unknown, unknown>, role, {
    inputs: [input],
    depth: 4,
    ...rest,
  });
  return new Set(found.violations.map(({ law }) => law));
}

const NEVER = {
  drain: Number.POSITIVE_INFINITY,
  idle: Number.POSITIVE_INFINITY,
  write: Number.POSITIVE_INFINITY,
  total: Number.POSITIVE_INFINITY,
} as never;

test('where nothing is broken, nothing is found', async () => {
  expect(await broken(planted(byBytes((byte) => byte)), 'abc')).toEqual(new Set());
  expect(await broken(planted(streaming((chunk) => chunk)), 'abc', { pieces: true })).toEqual(new Set());
});

describe('the exploration finds', () => {
  test('messages that depend on chunks', async () => {
    expect(await broken(planted(streaming((chunk) => chunk.length)), 'abc')).toContain('chunk invariance');
  });

  test('pieces that depend on chunks', async () => {
    const reversed = streaming((chunk) => Uint8Array.from(chunk).reverse());
    expect(await broken(planted(reversed), 'abc', { pieces: true })).toContain('chunk invariance');
  });

  test('two answers: a function that tells who runs it', async () => {
    const isInterpreted = () => {
      Error.stackTraceLimit = 50;
      const { stack = '' } = new Error('looked at');
      Error.stackTraceLimit = 0;
      return stack.includes('runtime/interpreted');
    };
    const tell = emit(() => ({ type: 'message', message: isInterpreted() }) as never);
    const need = bytes(1, { event: 'byte' });
    const read = half({ streaming: { meta: { need }, on: { byte: { actions: tell }, eof: 'closed' } } });
    expect(await broken(planted(read), 'abc')).toEqual(new Set(['one answer']));
  });

  test('chunks that are written into', async () => {
    expect(await broken(planted(streaming((chunk) => chunk.fill(0).length)), 'abc')).toContain('bytes are safe');
  });

  test('messages that change when the next one comes', async () => {
    const shared = [0];
    const read = byBytes((byte) => {
      shared[0] = byte;
      return shared;
    });
    expect(await broken(planted(read), 'ab')).toContain('bytes are safe');
  });

  test('a state that asks for more, however much has come', async () => {
    const greedy = {
      ...bytes(1),
      kind: 'greedy',
      take: () => undefined,
      lacks: () => true,
      count: 1,
    } as unknown as Need;
    const read = half({ streaming: { meta: { need: greedy }, on: { bytes: {}, eof: 'closed' } } });
    expect(await broken(planted(read), 'abcd', { limits: { bufferedBytes: 2 } })).toContain('bounded');
  });

  test('steps that grow with the square of what has come', async () => {
    const need = bytes(1, { event: 'byte' });
    type Counting = { seen: number; left: number };
    const read = half(
      {
        streaming: {
          meta: { need },
          on: {
            byte: {
              target: 'again',
              actions: assign((({ context }: { context: Counting }) => ({
                seen: context.seen + 1,
                left: context.seen + 1,
              })) as never),
            },
            eof: 'closed',
          },
        },
        again: {
          always: [
            { guard: (({ context }: { context: Counting }) => context.left === 0) as never, target: 'streaming' },
            {
              target: 'again',
              reenter: true,
              actions: assign((({ context }: { context: Counting }) => ({ left: context.left - 1 })) as never),
            },
          ],
        },
      },
      'streaming',
      FAILING,
      (input) => ({ ...input, seen: 0, left: 0 }),
    );
    expect(await broken(planted(read), 'a'.repeat(20), { depth: 2 })).toContain('linear');
  });

  test('bytes for which this side is to blame', async () => {
    const throwing = () => {
      throw new TypeError('a mistake');
    };
    const need = bytes(1, { event: 'byte' });
    const read = half({ streaming: { meta: { need }, on: { byte: { actions: throwing }, eof: 'closed' } } });
    expect(await broken(planted(read), 'a')).toContain('blame');
  });

  test('what connections have in common', async () => {
    let last = 0;
    const begin = (input: HalfInput) => {
      last = 0;
      return input;
    };
    const read = byBytes(
      (byte) => {
        const before = last;
        last = byte;
        return [before, byte];
      },
      {},
      begin,
    );
    expect(await broken(planted(read), 'abc')).toEqual(new Set(['others undisturbed']));
  });

  test('a connection that never ends', async () => {
    const need = bytes(1, { event: 'byte' });
    const read = half({
      streaming: { meta: { need }, on: { byte: { actions: message(1) }, eof: 'waiting' } },
      waiting: { on: { responded: 'closed' } },
    });
    expect(await broken(planted(read), 'a', { timeouts: NEVER })).toContain('every connection ends');
  });

  test('what is not the same twice', async () => {
    let count = 0;
    expect(await broken(planted(streaming(() => ++count)), 'abc')).toContain('same moves, same trace');
  });

  test('what changes when somebody looks', async () => {
    let looks = 0;
    const begin = (input: HalfInput) => {
      looks = 0;
      return input;
    };
    const need = bytes(() => (++looks > 0 ? 1 : 1), { event: 'byte' });
    const tell = emit(() => ({ type: 'message', message: looks }) as never);
    const read = half(
      { streaming: { meta: { need }, on: { byte: { actions: tell }, eof: 'closed' } } },
      'streaming',
      FAILING,
      begin,
    );
    expect(await broken(planted(read), 'abc')).toContain('looking changes nothing');
  });

  describe('a message that comes again', () => {
    test('when the connection is reset', async () => {
      const read = streaming(
        (chunk) => chunk.length,
        {},
        { ...FAILING, reset: { target: '.failed', actions: message(1) } },
      );
      expect(await broken(planted(read), 'a')).toContain('each message once');
    });

    test('of pieces', async () => {
      const again = { target: '.failed', actions: message(Uint8Array.of(97)) };
      const read = streaming((chunk) => chunk, {}, { ...FAILING, reset: again });
      expect(await broken(planted(read), 'a', { pieces: true })).toContain('each message once');
    });

    test('when output is held up after something was sent', async () => {
      const need = bytes(1, { event: 'byte', decode: (frame) => frame.uint8(0) });
      const tell = emit(({ event }) => ({ type: 'message', message: (event as { value?: number }).value }) as never);
      const read = half({
        streaming: {
          meta: { need },
          on: { byte: { actions: tell }, eof: 'closed', drain: { actions: message(97) } },
        },
      });
      const sending = planted(read, { encode: (_, out) => out.uint8(1) });
      expect(await broken(sending, 'a', { sends: ['x'] })).toContain('each message once');
    });

    test('behind TLS', async () => {
      const read = streaming(
        (chunk) => chunk.length,
        {},
        { ...FAILING, reset: { target: '.failed', actions: message(1) } },
      );
      expect(await broken(overTls(planted(read)) as AnyProtocol, 'a')).toContain('each message once');
    });
  });

  describe('replies', () => {
    const keyed = (replyKey: (reply: string) => number): AnyProtocol => {
      const replies = (): RepliesByKey<string, string> => ({ by: 'key', requestKey: Number, replyKey });
      return lines({ replies } as never) as AnyProtocol;
    };
    const asking = { sends: ['1', '2'], owns: (request: unknown, reply: unknown) => request === reply };

    test('nothing where they are its own, in whatever order they come', async () => {
      expect(await broken(keyed(Number), '2\n1\n', asking)).toEqual(new Set());
    });

    test('that another request gets', async () => {
      const swapped = keyed((reply) => 3 - Number(reply));
      expect(await broken(swapped, '2\n1\n', asking)).toContain('own reply');
    });

    test('of a server that leave as something else the next time', async () => {
      const need = bytes(1, { event: 'byte', decode: (frame) => ({ type: 'message', message: frame.uint8(0) }) });
      const tell = emit(({ event }) => (event as unknown as { value: never }).value);
      const read = half({ streaming: { meta: { need }, on: { byte: { actions: tell }, eof: 'closed' } } });
      let held = 0;
      const server = planted(read, { encode: (reply, out) => out.uint8((reply as number) + (held++ % 2)) });
      const found = await broken(server, 'aa', { role: 'server', replies: (reply) => [reply] });
      expect(found).toContain('own reply');
    });
  });
  describe('in the joins of protocols', () => {
    /** A line, and what comes after it. */
    const greeted = (inner: AnyProtocol, done: object = { type: 'final' }) =>
      planted(
        half(
          {
            greeting: {
              meta: { need: until('\n', { event: 'greeting', max: 9 }) },
              on: { greeting: 'done', eof: 'closed' },
            },
            done,
          },
          'greeting',
        ),
        { next: { done: inner } },
      );

    test('nothing where there is nothing', async () => {
      expect(await broken(greeted(netstring() as AnyProtocol), 'h\n1:a,')).toEqual(new Set());
    });

    test('what has arrived after a greeting, and is lost', async () => {
      // It ends with the piece that has a line end in it, whatever else is in there.
      const need = streamRemainder({
        piece: (frame) => ({ type: frame.latin1().includes('\n') ? 'greeted' : 'greeting', message: 0 }),
      });
      const read = half({
        streaming: { meta: { need }, on: { greeted: 'done', eof: 'closed' } },
        done: { type: 'final' },
      });
      expect(await broken(planted(read, { next: { done: netstring() as AnyProtocol } }), 'h\n1:a,')).toContain(
        'chunk invariance',
      );
    });

    test('bytes refused because they came together with the greeting', async () => {
      const read = greeted(netstring() as AnyProtocol).read as ReadMachine<number, number>;
      const next = { done: netstring() as AnyProtocol };
      const impatient = defineProtocol({ name: 'planted', read, encode: () => undefined, next, leftovers: 'refuse' });
      expect(await broken(impatient, 'h\n1:a,')).toContain('chunk invariance');
    });

    test('a second protocol whose messages depend on chunks', async () => {
      expect(await broken(greeted(planted(streaming((chunk) => chunk.length))), 'h\nabc')).toContain(
        'chunk invariance',
      );
    });
  });
});
