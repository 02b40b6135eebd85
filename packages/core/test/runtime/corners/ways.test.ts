/** Where transitions lead: wildcards, forbidden events, targets. */
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { assign, emit } = loose;

comeOutAsInXState({
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
