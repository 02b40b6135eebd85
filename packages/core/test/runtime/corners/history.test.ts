/** Where history states lead. */
import { chart, coldAndHot, comeOutAsInXState, type Loose, loose, types } from './kit.js';

const { assign, emit } = loose;

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
});
