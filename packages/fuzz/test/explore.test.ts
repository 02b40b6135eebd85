import {
  type AnyProtocol,
  defineProtocol,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  type ReadMachine,
  streamRemainder,
  until,
} from '@wirechart/core';
import { exploreProtocol, type Violation } from '@wirechart/fuzz/wirechart';
import { lines, netstring } from '@wirechart/protocols/framing';
import { afterAll, describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { shipped } from './kit/shipped.js';

const told = (violations: readonly Violation[]) =>
  violations.map(({ law, moves, what }) => `${law}: ${moves.join(', ')}\n${what}`);

describe('in every state that a connection can reach, all laws hold', () => {
  const rows = shipped.map(([name, role, protocol, inputs, options]) => ({ name, role, protocol, inputs, options }));
  const reached: string[] = [];
  afterAll(() => console.log(`states reached, by moves between them:\n${reached.join('\n')}`));

  test.each(rows)('$name, $role', ({ name, role, protocol, inputs, options }) => {
    // More moves than any way needs: there is no bound but what the remote and the application have to say.
    const { states, moves, deepest, exhausted, violations } = exploreProtocol(protocol, role, {
      inputs,
      depth: 60,
      ...options,
    });
    reached.push(`${`${name}, ${role}`.padEnd(45)} ${states} by ${moves}, ${deepest} in a row at most`);
    expect(told(violations)).toEqual([]);
    expect(exhausted).toBe(true);
    expect(states).toBeGreaterThan(250);
  });
});

test('a bound that leaves something out is said', () => {
  const options = { inputs: ['a\r\nb'] };
  expect(exploreProtocol(lines(), 'client', { ...options, depth: 3 }).exhausted).toBe(false);
  expect(exploreProtocol(lines(), 'client', { ...options, states: 50 })).toMatchObject({
    exhausted: false,
    states: 50,
  });
});

test('where there is little room, no more is read than the state needs', () => {
  const limits = { bufferedBytes: 2 };
  const { violations, chart } = exploreProtocol(lines(), 'server', { inputs: ['a\r\nb\r\nc\r\n'], limits, depth: 7 });
  expect(told(violations)).toEqual([]);
  // It needs nothing there, and what has come meanwhile fills the room.
  expect(chart).toContain('lines: read responding');
});

describe('the exploration finds', () => {
  const half = (states: object, initial = 'streaming', on: object = { malformed: '.failed', reset: '.failed' }) =>
    setup({
      types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
    }).createMachine({
      context: ({ input }) => input,
      initial,
      on,
      states: { ...states, closed: { type: 'final' }, failed: { type: 'final' } } as never,
    }) as unknown as ReadMachine<number, number>;
  const laws = (protocol: AnyProtocol, input: string) => {
    const { violations } = exploreProtocol(protocol as Protocol<unknown, unknown>, 'client', {
      inputs: [input],
      depth: 5,
    });
    return new Set(violations.map(({ law }) => law));
  };
  const planted = (read: ReadMachine<number, number>, next: Record<string, AnyProtocol> = {}) =>
    defineProtocol<number, number>({ name: 'planted', read, encode: () => undefined, next });
  const streaming = (result: (bytes: Uint8Array) => number) => {
    const need = streamRemainder({ piece: (frame) => ({ type: 'message', message: result(frame.bytes()) }) });
    return planted(half({ streaming: { meta: { need }, on: { eof: 'closed' } } }));
  };

  test('messages that depend on chunks', () => {
    expect(
      laws(
        streaming((chunk) => chunk.length),
        'abc',
      ),
    ).toContain('chunk invariance');
  });

  test('what is not the same twice', () => {
    let count = 0;
    expect(
      laws(
        streaming(() => ++count),
        'abc',
      ),
    ).toContain('same moves, same trace');
  });

  test('chunks that are written into', () => {
    expect(
      laws(
        streaming((chunk) => chunk.fill(0).length),
        'abc',
      ),
    ).toContain('bytes are safe');
  });

  test('a message that comes again when the connection is reset', () => {
    const need = streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.bytes().length }) });
    const again = { target: '.failed', actions: emit({ type: 'message', message: 1 } as never) };
    const read = half({ streaming: { meta: { need }, on: { eof: 'closed' } } }, 'streaming', {
      malformed: '.failed',
      reset: again,
    });
    expect(laws(planted(read), 'a')).toContain('each message once');
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
        { done: inner },
      );

    test('nothing where there is nothing', () => {
      expect(laws(greeted(netstring() as AnyProtocol), 'h\n1:a,')).toEqual(new Set());
    });

    test('what has arrived behind a greeting, and is lost', () => {
      // It ends with the piece that has a line end in it, whatever else is in there.
      const need = streamRemainder({
        piece: (frame) => ({ type: frame.latin1().includes('\n') ? 'greeted' : 'greeting', message: 0 }),
      });
      const read = half({
        streaming: { meta: { need }, on: { greeted: 'done', eof: 'closed' } },
        done: { type: 'final' },
      });
      expect(laws(planted(read, { done: netstring() as AnyProtocol }), 'h\n1:a,')).toContain('chunk invariance');
    });

    test('bytes refused because they came together with the greeting', () => {
      const read = greeted(netstring() as AnyProtocol).read as ReadMachine<number, number>;
      const next = { done: netstring() as AnyProtocol };
      const impatient = defineProtocol({ name: 'planted', read, encode: () => undefined, next, leftovers: 'refuse' });
      expect(laws(impatient, 'h\n1:a,')).toContain('chunk invariance');
    });

    test('a second protocol whose messages depend on chunks', () => {
      expect(laws(greeted(streaming((chunk) => chunk.length) as AnyProtocol), 'h\nabc')).toContain('chunk invariance');
    });
  });
});
