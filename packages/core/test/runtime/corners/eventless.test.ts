/** What goes on without an event: `always` and what is raised. */
import { often } from '../beside-xstate.js';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { assign, emit, raise } = loose;

comeOutAsInXState({
  'always: a loop that ends by itself, at the limit and one beyond': {
    machine: () =>
      chart({
        context: { n: 0 },
        options: { maxIterations: 10 },
        initial: 'a',
        states: {
          a: { on: { go: { target: 'b', actions: assign(({ event }: Loose) => ({ n: event.n })) } } },
          b: {
            always: [
              {
                guard: ({ context }: Loose) => context.n > 0,
                actions: assign({ n: ({ context }: Loose) => context.n - 1 }),
              },
              'a',
            ],
          },
        },
      }),
    connections: [7, 8, 9, 10, 11, 12].flatMap((n) => [
      [{ type: 'go', n }, go],
      often({ type: 'go', n: 2 }).concat({ type: 'go', n }),
    ]) as Loose,
  },
  'always that re-enters its own state, until': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'a',
        states: {
          a: {
            entry: assign({ n: ({ context }: Loose) => context.n + 1 }),
            exit: emit({ type: 'exit' }),
            always: { guard: ({ context }: Loose) => context.n % 3 !== 0, target: 'a', reenter: true },
            on: { go: { target: 'a', reenter: true } },
          },
        },
      }),
    connections: coldAndHot(go, go),
  },
  'always without a target: asked again only when something changed': {
    machine: (see) =>
      chart({
        context: { n: 0 },
        on: {
          go: { actions: assign({ n: ({ context }: Loose) => context.n + 1 }) },
          no: {},
          plain: { actions: () => 1 },
        },
        always: [
          {
            guard: ({ context }: Loose) => {
              see('asked', context.n);
              return context.n % 2 === 1;
            },
            actions: () => see('acted'),
          },
        ],
      }),
    connections: coldAndHot(go, go, ...types('no', 'plain', 'nobody')),
  },
  'always: inner before outer, raised after': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'p',
        always: { guard: ({ context }: Loose) => context.n === 2, actions: [assign({ n: 3 }), emit({ type: 'root' })] },
        states: {
          p: {
            initial: 'a',
            always: {
              guard: ({ context }: Loose) => context.n === 1,
              actions: [assign({ n: 2 }), emit({ type: 'p' })],
            },
            states: {
              a: {
                on: {
                  go: { actions: [assign({ n: 1 }), raise({ type: 'x' })] },
                  x: { actions: [emit({ type: 'x' }), assign({ n: 0 })] },
                },
              },
            },
          },
        },
      }),
    connections: coldAndHot(go, go),
  },
  'always for ever': {
    machine: () =>
      chart({
        initial: 'a',
        options: { maxIterations: 50 },
        states: { a: { on: { go: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
      }),
    connections: coldAndHot(go, go),
  },
  'raised for ever': {
    machine: () => chart({ options: { maxIterations: 50 }, on: { go: { actions: raise({ type: 'go' }) } } }),
    connections: coldAndHot(go, go),
  },
});
