import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import type { HalfRun } from '../../src/runtime/runtime.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const keys = fc.constantFrom(
  'a',
  'b',
  'class',
  'update',
  'args',
  'context',
  'shape',
  '__proto',
  '0',
  'with space',
  '$d',
);
const objects = fc.dictionary(keys, fc.nat(9), { maxKeys: 4, noNullPrototype: true });
/** Runs of the same keys, so that they are learned, and changes between them, so that what was learned is wrong. */
const series = fc.array(fc.tuple(objects, fc.integer({ min: 1, max: 80 })), { minLength: 1, maxLength: 5 });

const start = (machine: AnyStateMachine, input?: unknown): HalfRun =>
  compiled(machine).start({
    input,
    host: { emitted: () => undefined, transitioned: () => undefined },
    half: 0,
    now: 0,
  });

test('function form: the next context is what Object.assign makes of it, keys in the same order', () => {
  fc.assert(
    fc.property(objects, series, (initial, runs) => {
      const machine = setup({ types: { events: {} as { type: 'go'; update: object } } }).createMachine({
        context: initial,
        on: { go: { actions: assign(({ event }) => event.update) } },
      });
      const run = start(machine);
      let expected: object = initial;
      for (const [update, times] of runs) {
        for (let n = 0; n < times; n++) {
          const before = run.context;
          const text = JSON.stringify(before);
          run.send({ type: 'go', update }, 0);
          expected = Object.assign({}, expected, update);
          expect(JSON.stringify(run.context)).toBe(JSON.stringify(expected));
          expect(run.context).not.toBe(before);
          expect(JSON.stringify(before)).toBe(text);
        }
      }
    }),
  );
});

test('object form: every function gets the context as it was, and all values go in, on every connection', () => {
  fc.assert(
    fc.property(series, fc.uniqueArray(keys, { maxLength: 3 }), (runs, assigned) => {
      const values = assigned.map((key, at) => [
        key,
        at === 0 ? 'fixed' : ({ context }: { context: object }) => Object.keys(context).length,
      ]);
      const machine = setup({ types: { context: {} as object } }).createMachine({
        context: ({ input }) => input as object,
        on: { go: { actions: assign(Object.fromEntries(values)) } },
      });
      for (const [context, times] of runs) {
        const run = start(machine, context);
        let expected: object = context;
        for (let n = 0; n < times; n++) {
          run.send({ type: 'go' }, 0);
          const size = Object.keys(expected).length;
          expected = Object.assign(
            {},
            expected,
            Object.fromEntries(assigned.map((key, at) => [key, at === 0 ? 'fixed' : size])),
          );
          expect(JSON.stringify(run.context)).toBe(JSON.stringify(expected));
        }
      }
    }),
  );
});

test('a property that a plain action puts into the context is carried over', () => {
  const machine = setup({
    types: { context: {} as Record<string, number> },
    actions: {
      count: assign({ n: ({ context }) => (context['n'] as number) + 1 }),
      mark({ context }) {
        if (context['n'] === 50) context['marked'] = 1;
      },
    },
  }).createMachine({
    context: { n: 0 },
    on: { count: { actions: 'count' }, both: { actions: ['count', 'mark', 'count'] }, mark: { actions: 'mark' } },
  });
  const apart = start(machine);
  for (let n = 0; n < 100; n++) {
    apart.send({ type: 'count' }, 0);
    apart.send({ type: 'mark' }, 0);
  }
  expect(apart.context).toEqual({ n: 100, marked: 1 });
  const together = start(machine);
  together.send({ type: 'count' }, 0);
  for (let n = 0; n < 50; n++) together.send({ type: 'both' }, 0);
  expect(together.context).toEqual({ n: 101, marked: 1 });
});

type Loose = Record<string, number>;

test.each<[who: string, machine: AnyStateMachine]>([
  [
    'a guard',
    setup({ types: { context: {} as Loose } }).createMachine({
      context: { n: 0 },
      on: {
        go: {
          guard: ({ context }) => mark(context),
          actions: assign({ n: ({ context }) => (context['n'] as number) + 1 }),
        },
      },
    }),
  ],
  [
    'a function of the assignment',
    setup({ types: { context: {} as Loose } }).createMachine({
      context: { n: 0 },
      on: { go: { actions: assign({ n: ({ context }) => (mark(context) ? (context['n'] as number) + 1 : 0) }) } },
    }),
  ],
  [
    'a function that makes the assignment',
    setup({ types: { context: {} as Loose } }).createMachine({
      context: { n: 0 },
      on: { go: { actions: assign(({ context }) => (mark(context) ? { n: (context['n'] as number) + 1 } : {})) } },
    }),
  ],
  [
    'a function of the params',
    setup({
      types: { context: {} as Loose },
      actions: { add: assign({ n: ({ context }, by: number) => (context['n'] as number) + by }) },
    }).createMachine({
      context: { n: 0 },
      on: { go: { actions: { type: 'add', params: ({ context }) => (mark(context) ? 1 : 0) } } },
    }),
  ],
])('a property that %s puts into the context is carried over', (_who, machine) => {
  const run = start(machine);
  for (let n = 0; n < 40; n++) run.send({ type: 'go' }, 0);
  expect(run.context).toEqual({ n: 40, marked: 1 });
});

/** Only once the transition has become one function. */
function mark(context: Loose): boolean {
  if (context['n'] === 20) context['marked'] = 1;
  return true;
}

test.each([undefined, null, 7, 'ab'])('an update that is %s goes in as Object.assign takes it', (update) => {
  const run = start(
    setup({}).createMachine({ context: { n: 1 }, on: { go: { actions: assign(() => update as never) } } }),
  );
  for (let n = 0; n < 20; n++) {
    run.send({ type: 'go' }, 0);
    expect(run.context).toEqual(Object.assign({}, { n: 1 }, update));
  }
});

test('a property that is keyed by a symbol is carried over', () => {
  const key = Symbol('key');
  const run = start(
    setup({ types: { context: {} as { [key]: number; n: number } } }).createMachine({
      context: { [key]: 1, n: 0 },
      on: { go: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
    }),
  );
  for (let n = 0; n < 20; n++) run.send({ type: 'go' }, 0);
  expect(run.context).toEqual({ [key]: 1, n: 20 });
});

test('a branch that is first taken when another one is hot gets as fast: its keys are learned too', () => {
  const copied = vi.spyOn(Object, 'assign');
  const run = start(
    setup({
      types: { context: {} as { n: number; late: number }, events: {} as { type: 'go'; late: boolean } },
    }).createMachine({
      context: { n: 0, late: 0 },
      on: {
        go: [
          { guard: ({ event }) => event.late, actions: assign({ late: ({ context }) => context.late + 1 }) },
          { actions: assign({ n: ({ context }) => context.n + 1 }) },
        ],
      },
    }),
  );
  for (let n = 0; n < 50; n++) run.send({ type: 'go', late: false }, 0);
  for (let n = 0; n < 50; n++) run.send({ type: 'go', late: true }, 0);
  copied.mockClear();
  for (let n = 0; n < 50; n++) run.send({ type: 'go', late: true }, 0);
  expect(run.context).toEqual({ n: 50, late: 100 });
  expect(copied).not.toHaveBeenCalled();
});

test('works where generating code is forbidden', () => {
  vi.stubGlobal('Function', function forbidden() {
    throw new EvalError('Code generation from strings disallowed for this context');
  });
  const run = start(
    setup({ types: { context: {} as { n: number; kept: string } } }).createMachine({
      context: { n: 0, kept: 'x' },
      on: { go: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
    }),
  );
  for (let n = 0; n < 200; n++) run.send({ type: 'go' }, 0);
  vi.unstubAllGlobals();
  expect(run.context).toEqual({ n: 200, kept: 'x' });
});
