/** A read half that was declared with `setupReadHalf` is an XState machine like any other. */

import { describe, expect, test } from 'vitest';
import { assign, createActor, emit, getInitialSnapshot, getNextSnapshot } from 'xstate';
import { bytes, defineProtocol, type HalfInput, mermaidOf, prepare, setupReadHalf, until } from '../../src/index.js';
import { Harness } from '../kit/harness.js';

interface Context extends HalfInput {
  readonly length: number;
}

const body = bytes(({ length }: Context) => length, { event: 'text', decode: (frame) => frame.text() });

const half = setupReadHalf({
  types: { message: {} as string, context: {} as Context },
  context: { length: 0 },
  needs: { length: bytes(1, { decode: (frame) => frame.uint8(0) }), body, bye: until('\n', { max: 9 }) },
  guards: { isLong: ({ context, event }) => event.type === 'length' && event.value > context.limits.contentBytes },
  actions: {
    remember: assign({ length: ({ context, event }) => (event.type === 'length' ? event.value : context.length) }),
  },
  delays: { patience: ({ context }) => context.timeouts.idle * 2 },
});

const read = half.createMachine({
  id: 'texts',
  initial: 'awaiting-length',
  states: {
    'awaiting-length': {
      meta: { need: 'length' },
      on: {
        length: [
          { guard: 'isLong', target: 'failed' },
          { target: 'awaiting-body', actions: 'remember' },
        ],
        eof: 'closed',
      },
      after: { patience: 'failed' },
    },
    'awaiting-body': {
      meta: { need: 'body' },
      on: { text: { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) } },
    },
    responding: { on: { responded: 'awaiting-length' } },
  },
});

const input = prepare(defineProtocol({ name: 'texts', read, encode: () => {} }), 'server', {
  timeouts: { total: 60_000 },
}).input;

describe('to XState', () => {
  test('it is a machine that its tools read: states, ways to fail, delays', () => {
    const json = JSON.parse(JSON.stringify(read));
    expect(Object.keys(json.states)).toEqual(['awaiting-length', 'awaiting-body', 'responding', 'closed', 'failed']);
    expect(Object.keys(json.on)).toEqual(['eof', 'malformed', 'reset', 'xstate.after.total.texts']);
    expect(json.states['awaiting-length'].on.length.map(({ target }: { target: string[] }) => target)).toEqual([
      ['#texts.failed'],
      ['#texts.awaiting-body'],
    ]);
    expect(read.config.states).toHaveProperty('awaiting-body.meta.need', body);
  });

  test('it can be stepped through', () => {
    const first = getInitialSnapshot(read, input);
    expect(first.value).toBe('awaiting-length');
    const second = getNextSnapshot(read, first, { type: 'length', value: 3 });
    expect([second.value, second.context.length, second.context.limits]).toEqual(['awaiting-body', 3, input.limits]);
    expect(getNextSnapshot(read, second, { type: 'eof' }).value).toBe('failed');
  });

  test('it runs in an actor', () => {
    const said: unknown[] = [];
    const actor = createActor(read, { input });
    actor.on('message', ({ message }) => said.push(message));
    actor.start();
    actor.send({ type: 'length', value: 3 });
    actor.send({ type: 'text', value: 'abc' });
    expect([actor.getSnapshot().value, said]).toEqual(['responding', ['abc']]);
    actor.stop();
  });
});

describe('to a connection', () => {
  const open = () =>
    new Harness(defineProtocol({ name: 'texts', read, encode: (text: string, out) => out.text(text) }));

  test('it reads by its needs, with what it remembers', () => {
    const harness = open().receive('\x03abc').responded().receive('\x00').eof();
    expect([harness.messages, harness.failure]).toEqual([['abc', ''], undefined]);
  });

  test('it fails where every read half fails', () => {
    expect(open().receive('\x03ab').eof().failure).toMatchObject({ code: 'truncated', state: 'awaiting-body' });
    expect(open().receive('\x01\xff').failure).toMatchObject({ code: 'not-utf8', state: 'awaiting-body' });
    expect(open().error().failure).toMatchObject({ blame: 'transport', state: 'awaiting-length' });
  });

  test('its time-outs are those of the options, and delays of its own', () => {
    const protocol = defineProtocol({ name: 'texts', read, encode: (text: string, out) => out.text(text) });
    expect(new Harness(protocol, { timeouts: { total: 10 } }).advance(10).failure).toMatchObject({
      code: 'timeout-total',
    });
    const idle = new Harness(protocol, { timeouts: { idle: 10 } });
    expect(idle.advance(19).failure).toBeUndefined();
    expect(idle.advance(1).failure).toMatchObject({ code: 'timeout-patience' });
  });
});

test('what it is given takes the place of what it would add', () => {
  const own = half.createMachine({
    initial: 'closed',
    on: { eof: '.closed' },
    after: { total: '.closed' },
    states: { closed: { type: 'final' }, failed: { on: { finished: 'closed' } } },
  });
  expect(mermaidOf(own)).toBe(`stateDiagram-v2
  [*] --> closed
  closed --> [*]
  state "any state" as any_state
  any_state --> closed : eof, after total
  any_state --> failed : malformed, reset
  failed --> closed : finished
`);
});

test('what it remembers may follow from its input, anew for each connection', () => {
  const made = setupReadHalf({
    types: { context: {} as HalfInput & { readonly list: string[] } },
    context: ({ timeouts }) => ({ list: [`${timeouts.idle}`] }),
    needs: {},
  }).createMachine({ initial: 'closed' });
  const [one, other] = [getInitialSnapshot(made, input), getInitialSnapshot(made, input)];
  expect(one.context).toEqual({ ...input, list: ['60000'] });
  expect(other.context.list).not.toBe(one.context.list);
});

test('states that need the same share one need, whose event has its name', () => {
  const { states } = setupReadHalf({ needs: { line: until('\n', { max: 9 }) } }).createMachine({
    initial: 'a',
    states: { a: { meta: { need: 'line' }, on: { line: 'b' } }, b: { meta: { need: 'line' }, on: { line: 'a' } } },
  }).config as { states: Record<string, { meta: { need: { event: string } } }> };
  expect(states['a']?.meta.need).toBe(states['b']?.meta.need);
  expect(states['a']?.meta.need.event).toBe('line');
});

test('a need that was not declared, as the author is told without a type checker', () => {
  const { createMachine } = setupReadHalf({
    needs: { line: until('\n', { max: 9 }), body: bytes(2) },
  });
  const make = (need: string) => () =>
    createMachine({ initial: 'a', states: { a: { states: { b: { meta: { need: need as 'line' } } } } } });
  expect(make('lien')).toThrow("State 'a.b' needs 'lien', which is not among its `needs`. Write 'line'.");
  expect(make('frame')).toThrow("State 'a.b' needs 'frame', which is not among its `needs`. There are: line, body.");
});

const call = (f: unknown, ...args: unknown[]) => (f as (...all: unknown[]) => unknown)(...args);
const line = until('\n', { max: 9 });
const constructors = '`bytes`, `until`, `through`, `stream`, `remainder`, `whole` or `peek`';

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'the options of setupReadHalf must be an object, not undefined.'],
  ['a word that is none', { needs: {}, action: {} }, "setupReadHalf has no option 'action'. Write 'actions'."],
  ['no needs', {}, 'setupReadHalf needs an object of needs by name, `needs: { … }`, not undefined'],
  [
    'a list of needs',
    { needs: [line] },
    'setupReadHalf needs an object of needs by name, `needs: { … }`, not an array',
  ],
  [
    'a need that is none',
    { needs: { line: 7 } },
    `setupReadHalf, need 'line': it is 7. Make needs with ${constructors}.`,
  ],
  [
    'a need that was not called',
    { needs: { line: until } },
    `setupReadHalf, need 'line': it is the function until. Call it: a need is what ${constructors} return.`,
  ],
  ['a context that is none', { needs: {}, context: 5 }, 'the context of setupReadHalf must be an object, not 5.'],
  [
    'a context over what a half is given',
    { needs: {}, context: { limits: 5 } },
    "the context of setupReadHalf has 'limits', which its input has already. Name it differently.",
  ],
])('%s in place of what a half is made of', (_, options, told) => {
  expect(() => call(setupReadHalf, options)).toThrow(told);
});

test('no configuration of a machine, and one with a context', () => {
  const { createMachine } = setupReadHalf({ needs: { line } });
  expect(() => call(createMachine)).toThrow('what is given to createMachine must be an object, not undefined.');
  expect(() => call(createMachine, { context: { n: 1 } })).toThrow(
    'a read half gets its context from its input and from `setupReadHalf({ context })`. Write it there.',
  );
});

test('an action that is none', () => {
  const machine = setupReadHalf({ needs: { line }, actions: { note: 5 as never } }).createMachine({
    initial: 'a',
    states: { a: { meta: { need: 'line' }, entry: 'note' as never, on: { line: 'a', eof: 'closed' } } },
  });
  expect(() => defineProtocol({ name: 'p', read: machine, encode: () => {} })).toThrow(
    "State 'a' names the action 'note', which is 5. Give a function.",
  );
});
