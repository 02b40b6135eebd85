/** What actions and guards are given: their arguments, `params`, and no `this`. */
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose } from './kit.js';

const { assign, cancel, emit, enqueueActions, log, raise } = loose;

comeOutAsInXState({
  'params that are made of the event, of everything that takes some': {
    machine: (see) =>
      chart(
        {
          context: { n: 1 },
          on: {
            go: {
              guard: { type: 'g', params: ({ context, event }: Loose) => [context.n, event.type] },
              actions: ['as', 'em', 'ra', 'lo', 'ca', 'en', 'pl'].map((type) => ({
                type,
                params: ({ context, event }: Loose) => ({ of: type, n: context.n, t: event.type }),
              })),
            },
            x: { actions: emit(({ event }: Loose) => event) },
          },
        },
        {
          guards: {
            g: (_: Loose, p: Loose) => {
              see('g', p);
              return true;
            },
          },
          actions: {
            as: assign({
              n: ({ context }: Loose, p: Loose) => {
                see(p);
                return context.n + 1;
              },
            }),
            em: emit((_: Loose, p: Loose) => ({ type: 'em', p })),
            ra: raise((_: Loose, p: Loose) => ({ type: 'x', p }), {
              delay: (_: Loose, p: Loose) => {
                see('delay', p);
                return undefined;
              },
            }),
            lo: log((_: Loose, p: Loose) => p),
            ca: cancel((_: Loose, p: Loose) => {
              see('ca', p);
              return 'x';
            }),
            en: enqueueActions(({ enqueue }: Loose, p: Loose) => {
              see('en', p);
              enqueue({ type: 'pl', params: p });
            }),
            pl: (_: Loose, p: Loose) => see('pl', p),
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'params that are undefined, null or falsy': {
    machine: (see) =>
      chart(
        {
          on: {
            go: {
              actions: [
                { type: 'p', params: undefined },
                { type: 'p', params: null },
                { type: 'p', params: 0 },
                { type: 'p' },
                'p',
              ],
            },
          },
        },
        { actions: { p: (...all: Loose[]) => see(all.length, all[1]) } },
      ),
    connections: coldAndHot(go, go),
  },
  'params of an event that is written to by an action before': {
    machine: (see) =>
      chart(
        {
          on: {
            go: {
              actions: [
                ({ event }: Loose) => {
                  event.n = 1;
                },
                { type: 'p', params: ({ event }: Loose) => event.n },
              ],
            },
          },
        },
        { actions: { p: (_: Loose, p: Loose) => see(p) } },
      ),
    connections: coldAndHot(go, go),
  },
  'nobody has a `this`': {
    machine: (see) => {
      function f(this: unknown, ...given: Loose[]): Loose {
        see(this === undefined, given.length, given[0].context === undefined, given[0].event?.type);
        return { type: 'x' };
      }
      return chart({
        context: { n: 0 },
        initial: 'a',
        states: {
          a: {
            on: {
              go: {
                target: 'b',
                guard: f,
                actions: [
                  assign(f),
                  assign({ n: f }),
                  emit(f),
                  raise(f),
                  log(f),
                  enqueueActions(function (this: unknown) {
                    see('q', this === undefined);
                  }),
                ],
              },
            },
            after: { 100: { guard: f, target: 'b' } },
          },
          b: { on: { go: 'c' } },
          c: { type: 'final', output: f },
        },
        output: f,
      });
    },
    connections: coldAndHot(go, go),
  },
  'what keys the arguments have': {
    machine: (see) =>
      chart({
        context: { n: 0 },
        on: {
          go: {
            actions: [
              ({ ...all }: Loose) => see(Object.keys(all).filter((k) => !['self', 'system', 'spawn'].includes(k))),
            ],
          },
        },
      }),
    connections: coldAndHot(go),
  },
});
