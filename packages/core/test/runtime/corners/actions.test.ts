/** What actions and guards are given, what `enqueueActions` asks for, and what is thrown in them. */
import { and, not, or } from 'xstate';
import { often } from '../beside-xstate.js';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { assign, cancel, emit, enqueueActions, log, raise, sendTo } = loose;

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
  'params that throw': {
    machine: () =>
      chart(
        {
          on: {
            go: {
              actions: [
                emit({ type: 'x' }),
                {
                  type: 'p',
                  params: () => {
                    throw new Error('no');
                  },
                },
              ],
            },
            ask: {
              guard: {
                type: 'g',
                params: () => {
                  throw new Error('params');
                },
              },
            },
          },
        },
        { actions: { p: () => 1 }, guards: { g: () => true } },
      ),
    connections: [[go], [{ type: 'ask' }], ...often([go])],
  },
  'params of guards within guards': {
    machine: (see) =>
      chart(
        {
          context: { n: 1 },
          on: {
            go: {
              guard: and([
                { type: 'g', params: ({ event }: Loose) => event.type },
                not({ type: 'g', params: 5 } as Loose),
                or(['g', 'h']),
              ] as Loose),
              actions: emit({ type: 'yes' }),
            },
          },
        },
        {
          guards: {
            g: (_: Loose, p: Loose) => {
              see('g', p);
              return p !== 5;
            },
            h: { type: 'g', params: 7 },
          },
        },
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
  'guards that give no boolean': {
    machine: () =>
      chart({
        on: {
          go: [
            { guard: () => 0, actions: emit({ type: '0' }) },
            { guard: () => '', actions: emit({ type: 'empty' }) },
            { guard: () => Number.NaN, actions: emit({ type: 'NaN' }) },
            { guard: () => undefined, actions: emit({ type: 'undefined' }) },
            { guard: and([() => 1, () => 'yes'] as Loose), actions: emit({ type: 'and' }) },
          ],
          no: [
            { guard: not((() => 'x') as Loose), actions: emit({ type: 'not' }) },
            { guard: or([() => 0, () => [] as Loose] as Loose), actions: emit({ type: 'or' }) },
          ],
        },
      }),
    connections: coldAndHot(...types('go', 'no')),
  },
  'empty `and` and `or`': {
    machine: () =>
      chart({
        on: {
          go: [
            { guard: or([]), actions: emit({ type: 'or' }) },
            { guard: and([]), actions: emit({ type: 'and' }) },
          ],
        },
      }),
    connections: coldAndHot(go, go),
  },
  'what is thrown and is no error': {
    machine: () =>
      chart({
        on: Object.fromEntries(
          ([undefined, null, 'text', 7, {}, Object.freeze(new Error('frozen'))] as Loose[]).flatMap((thrown, i) => [
            [
              `a${i}`,
              {
                actions: () => {
                  throw thrown;
                },
              },
            ],
            [
              `g${i}`,
              {
                guard: () => {
                  throw thrown;
                },
              },
            ],
            [`r${i}`, { actions: [emit({ type: 'x' }), raise({ type: `a${i}` })] }],
          ]),
        ),
      }),
    connections: [0, 1, 2, 3, 4, 5]
      .flatMap((i) => [types(`a${i}`), types(`g${i}`), types(`r${i}`)])
      .flatMap((x) => [x, x, x, x, x, x, x, x, x, x]) as Loose,
  },
  'a failure in the middle: of exit, entry, always, done, output': {
    machine: () => {
      const no = () => {
        throw new Error('no');
      };
      return chart({
        context: { n: 0 },
        initial: 'a',
        states: {
          a: {
            on: {
              exit: { target: 'b', actions: assign({ n: 1 }) },
              entry: { target: 'c', actions: [assign({ n: 2 }), emit({ type: 'x' })] },
              always: 'd',
              done: 'e',
              output: 'f',
            },
          },
          b: {},
          c: { entry: [assign({ n: 3 }), no] },
          d: { always: { actions: [assign({ n: 5 }), no], target: 'a' } },
          e: { initial: 'x', states: { x: { type: 'final' } }, onDone: { actions: [emit({ type: 'y' }), no] } },
          f: { initial: 'x', states: { x: { type: 'final', output: no } }, onDone: 'a' },
        },
      });
    },
    connections: types('exit', 'entry', 'always', 'done', 'output').flatMap((x) => [[x], [x], [x, x]]) as Loose,
  },
  'enqueueActions in every place': {
    machine: () => {
      const w = (p: string) =>
        enqueueActions(({ enqueue, context, event, check }: Loose) => {
          enqueue.emit({ type: p, n: context.n, of: event.type });
          enqueue.assign({ n: ({ context }: Loose) => context.n + 1 });
          enqueue(({ context }: Loose) => context);
          if (check(({ context }: Loose) => context.n % 3 === 0)) enqueue.raise({ type: `raised` });
          enqueue(emit(({ context }: Loose) => ({ type: `${p} after`, n: context.n })));
        });
      return chart({
        context: { n: 0 },
        entry: w('root entry'),
        exit: w('root exit'),
        initial: { target: 'a', actions: [w('initial')] },
        on: { raised: { actions: emit({ type: 'raised' }) } },
        states: {
          a: {
            entry: w('entry a'),
            exit: w('exit a'),
            on: { go: { target: 'b', actions: w('go') } },
            after: { 5: { actions: w('after') } },
          },
          b: {
            initial: 'f',
            states: { f: { type: 'final', entry: w('f') } },
            onDone: { target: 'c', actions: w('done') },
          },
          c: { always: { target: 'a', actions: w('always') } },
          z: { type: 'final', entry: w('z'), exit: w('exit z') },
        },
      });
    },
    connections: coldAndHot(go, 5, go, 11),
  },
  'enqueueActions within enqueueActions, by name with params, of what was provided': {
    machine: (see) =>
      chart(
        { context: { n: 0 }, on: { go: { actions: { type: 'outer', params: { p: 1 } } } } },
        {
          actions: {
            outer: enqueueActions(({ enqueue }: Loose, p: Loose) => {
              enqueue(
                enqueueActions(({ enqueue, context }: Loose) => {
                  enqueue({ type: 'inner', params: { ...p, n: context.n } });
                  enqueue.assign({ n: 5 });
                }),
              );
              enqueue('inner');
              enqueue({ type: 'inner', params: ({ context }: Loose) => context.n });
              enqueue(assign({ n: ({ context }: Loose) => context.n + 1 }));
            }),
            inner: enqueueActions(({ enqueue, context }: Loose, p: Loose) => {
              see('inner', context.n, p);
              enqueue(() => see('plain'));
            }),
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'enqueueActions: what is called late, a second time, or not at all': {
    machine: (see) => {
      let kept: Loose;
      return chart({
        on: {
          go: {
            actions: enqueueActions(({ enqueue }: Loose) => {
              kept?.(() => see('late'));
              kept = enqueue;
              enqueue(() => see('now'));
            }),
          },
        },
      });
    },
    connections: coldAndHot(go, go),
  },
  'enqueueActions: delays, ids, cancel': {
    machine: () =>
      chart({
        on: {
          go: {
            actions: enqueueActions(({ enqueue, event }: Loose) => {
              enqueue.raise({ type: 'x', n: 1 }, { delay: 5, id: event.id });
              enqueue.cancel(event.not);
              enqueue.raise(({ event }: Loose) => ({ type: 'x', of: event.type }), { delay: () => 7 });
            }),
          },
          x: { actions: emit(({ event }: Loose) => event) },
        },
      }),
    connections: coldAndHot({ type: 'go', id: 'a', not: 'b' }, { type: 'go', id: 'b', not: 'a' }, 10),
  },
  'enqueueActions that throws after it asked for something': {
    machine: () =>
      chart({
        context: { n: 0 },
        on: {
          go: {
            actions: [
              emit({ type: 'x' }),
              enqueueActions(({ enqueue }: Loose) => {
                enqueue.assign({ n: 1 });
                throw new Error('no');
              }),
            ],
          },
        },
      }),
    connections: coldAndHot(go, go),
  },
  'check: names, params, combined, with another context meanwhile': {
    machine: (see) =>
      chart(
        {
          context: { n: 0 },
          on: {
            go: {
              actions: enqueueActions(({ enqueue, check }: Loose) => {
                see(
                  check('g'),
                  check({ type: 'g', params: 1 }),
                  check({ type: 'g', params: ({ event }: Loose) => event.type }),
                  check(and(['g', () => true])),
                  check(() => 'truthy'),
                  check(not('g')),
                );
                enqueue.assign({ n: ({ context }: Loose) => context.n + 1 });
                see(check('g'));
              }),
            },
          },
        },
        {
          guards: {
            g: ({ context }: Loose, p: Loose) => {
              see('g', context.n, p);
              return context.n % 2 === 0;
            },
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'log: without anything, of values, labels': {
    machine: () =>
      chart({
        context: { n: 0 },
        on: {
          go: {
            actions: [
              log(),
              log('text'),
              log(undefined, 'label'),
              log(null),
              log(() => undefined, ''),
              log(7, 'seven'),
              log(({ context }: Loose) => context.n, 'n'),
              log({ a: 1 }),
            ],
          },
        },
      }),
    connections: coldAndHot(go, go),
  },
  'a sent event to itself among what is raised, at the end': {
    machine: () =>
      chart({
        initial: 'a',
        states: {
          a: {
            entry: [
              sendTo(({ self }: Loose) => self, { type: 'sent' }),
              raise({ type: 'raised' }),
              emit({ type: 'e' }),
            ],
            on: {
              raised: { actions: emit({ type: 'raised' }) },
              sent: { target: 'b', actions: emit({ type: 'sent' }) },
            },
          },
          b: { on: { go: 'a' } },
        },
      }),
    connections: coldAndHot(go, go),
  },
});
