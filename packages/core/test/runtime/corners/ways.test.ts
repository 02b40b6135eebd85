/** Where transitions lead: history, `always`, `stateIn`, wildcards, forbidden events, targets. */
import { and, not, stateIn } from 'xstate';
import { often } from '../beside-xstate.js';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { assign, emit, enqueueActions, raise } = loose;

/** What `stateIn` is asked for: by path, by id, as values; some of it is nowhere. */
const PLACES: readonly Loose[] = [
  'p',
  'p.x',
  'p.x.a',
  'p.x.b.c',
  'p.y.d',
  'x',
  'nothing',
  '',
  '#A',
  '#m',
  '#m.p.x',
  { p: 'x' },
  { p: { x: 'a' } },
  { p: { x: { b: 'c' } } },
  { p: { x: 'b', y: 'd' } },
  { p: {} },
  {},
  { p: { x: {} } },
];

comeOutAsInXState({
  'history as the initial state, with and without default': {
    machine: () =>
      chart({
        initial: 'p',
        states: {
          p: {
            initial: 'h',
            states: { h: { type: 'history', target: 'b' }, a: { on: { go: 'b' } }, b: { on: { go: 'a' } } },
            on: { out: 'q' },
          },
          q: { on: { back: 'p', hist: 'p.h' } },
        },
      }),
    connections: coldAndHot(...types('go', 'out', 'back', 'go', 'out', 'hist', 'go', 'out', 'back')),
  },
  'shallow history of regions': {
    machine: () =>
      chart({
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            states: {
              x: { initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } },
              y: { initial: 'c', states: { c: { on: { go: 'd' } }, d: {} } },
              h: { type: 'history' },
              hd: { type: 'history', history: 'deep' },
            },
            on: { out: 'q' },
          },
          q: { on: { back: 'p.h', deep: 'p.hd' } },
        },
      }),
    connections: coldAndHot(...types('go', 'out', 'back', 'out', 'deep', 'go', 'out', 'deep')),
  },
  'history of a final child, and after done': {
    machine: () =>
      chart({
        initial: 'p',
        states: {
          p: {
            initial: 'a',
            states: {
              a: { on: { go: 'f' } },
              f: { type: 'final', entry: emit({ type: 'f' }) },
              h: { type: 'history' },
            },
            onDone: 'q',
          },
          q: { on: { back: 'p.h' } },
        },
      }),
    connections: coldAndHot(...types('go', 'back', 'go', 'back')),
  },
  'history reached by `always`, and by `onDone`': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'p',
        states: {
          p: {
            entry: assign({ n: ({ context }: Loose) => context.n + 1 }),
            initial: 'a',
            states: { a: { on: { go: 'b' } }, b: {}, h: { type: 'history', target: 'b' } },
            on: { out: 'q', done: 'r' },
          },
          q: { always: 'p.h' },
          r: { initial: 'f', states: { f: { type: 'final' } }, onDone: 'p.h' },
        },
      }),
    connections: coldAndHot(...types('out', 'go', 'out', 'done', 'go', 'done')),
  },
  'history within history': {
    machine: () =>
      chart({
        initial: 'p',
        states: {
          p: {
            initial: 'i',
            states: {
              i: {
                initial: 'a',
                states: { a: { on: { go: 'b' } }, b: { on: { go: 'a' } }, h: { type: 'history' } },
                on: { up: 'j' },
              },
              j: { on: { inner: 'i.h' } },
              hs: { type: 'history' },
              hd: { type: 'history', history: 'deep' },
            },
            on: { out: 'q' },
          },
          q: { on: { shallow: 'p.hs', deep: 'p.hd', inner: 'p.i.h' } },
        },
      }),
    connections: coldAndHot(
      ...types(
        'go',
        'up',
        'inner',
        'out',
        'shallow',
        'go',
        'out',
        'deep',
        'out',
        'inner',
        'up',
        'out',
        'deep',
        'out',
        'shallow',
      ),
    ),
  },
  'history with several default targets': {
    machine: () =>
      chart({
        initial: 'q',
        states: {
          p: {
            type: 'parallel',
            states: {
              x: { initial: 'a', states: { a: {}, b: {} } },
              y: { initial: 'c', states: { c: {}, d: { on: { go: 'c' } } } },
              h: { type: 'history', history: 'deep', target: ['x.b', 'y.d'] },
            },
            on: { out: 'q' },
          },
          q: { on: { back: 'p.h' } },
        },
      }),
    connections: coldAndHot(...types('back', 'go', 'out', 'back')),
  },
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
  'stateIn: names, values, ids, that which is nothing': {
    machine: () =>
      chart({
        id: 'm',
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            states: {
              x: {
                initial: 'a',
                states: { a: { id: 'A', on: { go: 'b' } }, b: { initial: 'c', states: { c: {} }, on: { go: 'a' } } },
              },
              y: { initial: 'd', states: { d: {} } },
            },
            on: {
              ask: PLACES.map((v) => ({
                guard: and([stateIn(v), ({ event }: Loose) => event.w === JSON.stringify(v)] as Loose),
                actions: emit({ type: `in ${JSON.stringify(v)}` }),
              })),
            },
          },
        },
      }),
    connections: [1, 2].map(() =>
      [false, true].flatMap((moved) => [
        ...(moved ? [go] : []),
        ...PLACES.map((v) => ({ type: 'ask', w: JSON.stringify(v) })),
      ]),
    ),
  },
  'stateIn asked on the way: on exit, entry, of the next region': {
    machine: (see) => {
      const ask = (w: string) =>
        enqueueActions(({ check }: Loose) =>
          see(w, check(stateIn('p.x.a')), check(stateIn({ p: { x: 'b' } })), check(not(stateIn('#B')))),
        );
      return chart({
        initial: 'p',
        entry: ask('root'),
        states: {
          p: {
            type: 'parallel',
            entry: ask('p'),
            states: {
              x: {
                initial: 'a',
                states: {
                  a: { entry: ask('entry a'), exit: ask('exit a'), on: { go: { target: 'b', actions: ask('go') } } },
                  b: { id: 'B', entry: ask('entry b'), on: { go: { target: 'a' } } },
                },
              },
              y: { on: { go: { guard: stateIn('p.x.a'), actions: ask('y') } } },
            },
          },
        },
      });
    },
    connections: coldAndHot(go, go),
  },
  'wildcards: which one, in which order': {
    machine: () =>
      chart({
        initial: 'a',
        states: {
          a: {
            on: Object.fromEntries(
              ['*', 'x.*', 'x.y.*', 'x.y', 'x', 'x.y.z'].map((d) => [
                d,
                {
                  guard: ({ event }: Loose) => !event.skip?.includes(d),
                  actions: emit(({ event }: Loose) => ({ type: `d ${d}`, of: event.type })),
                },
              ]),
            ),
          },
        },
        on: { '*': { actions: emit({ type: 'root *' }) }, 'x.y.z': { actions: emit({ type: 'root x.y.z' }) } },
      }),
    connections: [1, 2, 3].map(() =>
      ['x', 'x.y', 'x.y.z', 'x.y.z.w', 'x.', 'x..y', 'xy', '.x', 'y', 'x.*', 'x.y.*', '', ' ', '.', 'x.y.'].flatMap(
        (type) => [{ type }, { type, skip: ['x.y.z', 'x.y', 'x'] }, { type, skip: ['x.y.*', 'x.*'] }],
      ),
    ),
  },
  'wildcards: of what XState makes itself': {
    machine: () =>
      chart({
        id: 'm',
        initial: 'a',
        states: {
          a: {
            initial: 'f',
            states: { f: { type: 'final' } },
            on: { 'xstate.*': { actions: emit(({ event }: Loose) => ({ type: 'made', event })) }, go: 'b' },
          },
          b: {
            after: { 5: { guard: () => false, target: 'a' } },
            on: { '*': { target: 'c', actions: emit(({ event }: Loose) => ({ type: 'star', event })) } },
          },
          c: { on: { go: 'a' } },
        },
      }),
    connections: coldAndHot(go, 5, go),
  },
  'forbidden: undefined, empty, null, a guard that stops it': {
    machine: () =>
      chart({
        initial: 'a',
        states: { a: { on: { u: undefined, e: [], o: {}, g: { guard: () => false }, 'w.*': undefined } } },
        on: Object.fromEntries(['u', 'e', 'o', 'g', 'w.x', '*'].map((d) => [d, { actions: emit({ type: `d ${d}` }) }])),
      }),
    connections: coldAndHot(...types('u', 'e', 'o', 'g', 'w.x', 'w', 'z')),
  },
  'forbidden: a star that is undefined': {
    machine: () =>
      chart({
        initial: 'a',
        states: { a: { on: { '*': undefined, x: {} } } },
        on: { y: { actions: emit({ type: 'y' }) }, '*': { actions: emit({ type: 'star' }) } },
      }),
    connections: coldAndHot(...types('x', 'y', 'z')),
  },
  'targets: none, the same, its own, below, by id, with a key that is a number': {
    machine: () =>
      chart({
        id: 'm',
        initial: '2',
        entry: emit({ type: 'root' }),
        states: {
          2: {
            entry: emit({ type: '2' }),
            on: {
              u: { target: undefined, actions: emit({ type: 'u' }) },
              r: { reenter: true, actions: emit({ type: 'r' }) },
              s: '2',
              sr: { target: '2', reenter: true },
              one: '1',
              id: '#m.1.x',
              cl: '.y',
            },
            initial: 'y',
            states: { y: { entry: emit({ type: 'y' }), on: { up: '#m.2' } }, z: {} },
          },
          1: {
            entry: emit({ type: '1' }),
            initial: 'x',
            states: { x: { id: 'ex', on: { b: '#m.2.z' } } },
            on: { back: { target: '2' }, child: { target: '.x', reenter: true }, ex: '#ex' },
          },
        },
        on: { root: '.2', self: { target: '#m' }, selfr: { target: '#m', reenter: true } },
      }),
    connections: coldAndHot(
      ...types(
        'u',
        'r',
        's',
        'sr',
        'cl',
        'up',
        'id',
        'child',
        'ex',
        'b',
        'root',
        'self',
        'selfr',
        'one',
        'selfr',
        'self',
        'root',
      ),
    ),
  },
  'several targets, and a target with its ancestor': {
    machine: () =>
      chart({
        initial: 'a',
        states: {
          a: {
            on: {
              go: ['p.x.b'].map((t) => ({ target: [t, 'p.y.d'] }))[0],
              anc: { target: ['p', 'p.x.b'] },
              dup: { target: ['p.x.b', 'p.x.b'] },
            },
          },
          p: {
            type: 'parallel',
            on: { back: 'a' },
            states: {
              x: { initial: 'a', states: { a: {}, b: { entry: emit({ type: 'b' }) } } },
              y: { initial: 'c', states: { c: { entry: emit({ type: 'c' }) }, d: { entry: emit({ type: 'd' }) } } },
            },
          },
        },
      }),
    connections: coldAndHot(...types('go', 'back', 'anc', 'back', 'dup')),
  },
  'initial with actions, nested, and re-entered': {
    machine: () =>
      chart(
        {
          context: { n: 0 },
          initial: {
            target: 'a',
            actions: [
              assign({ n: ({ context }: Loose) => context.n + 1 }),
              emit(({ event }: Loose) => ({ type: 'initial', event })),
            ],
          },
          states: {
            a: {
              initial: { target: 'b', actions: { type: 'named', params: { p: 1 } } },
              states: { b: {}, c: {} },
              on: {
                go: '.c',
                re: { target: '#(machine)', reenter: true },
                self: { target: 'a' },
                selfr: { target: 'a', reenter: true },
              },
            },
          },
        },
        { actions: { named: emit((_: Loose, p: Loose) => ({ type: 'named', p })) } },
      ),
    connections: coldAndHot(...types('go', 'self', 'go', 'selfr', 're', 'go')),
  },
});
