/** What `stateIn` says, wherever it is asked. */
import { and, not, stateIn } from 'xstate';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose } from './kit.js';

const { emit, enqueueActions } = loose;

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
});
