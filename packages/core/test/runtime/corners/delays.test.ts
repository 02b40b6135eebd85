/** Delays of all sorts, their ids, and what cancels them. */
import { often, type Plot } from '../beside-xstate.js';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, onGo } from './kit.js';

const { cancel, emit, log, raise } = loose;

comeOutAsInXState({
  ...Object.fromEntries(
    (
      [
        0,
        -5,
        0.5,
        '10',
        '',
        null,
        undefined,
        true,
        {},
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        2 ** 31,
        10n,
      ] as Loose[]
    ).map((delay) => [
      `a delay of ${typeof delay} ${String(delay)} by a function`,
      {
        machine: () =>
          onGo(
            [raise({ type: 'x' }, { delay: () => delay }), emit({ type: 'first' })],
            {},
            {
              on: {
                go: { actions: [raise({ type: 'x' }, { delay: () => delay }), emit({ type: 'first' })] },
                x: { actions: emit({ type: 'x' }) },
              },
            },
          ),
        connections: [
          [go, 0, 1, 20, go, 21, 40],
          [...often(go), 0, 1, 20],
        ],
      } satisfies Plot,
    ]),
  ),
  ...Object.fromEntries(
    ['0', '-5', '0.5', '1e1', '0x10', ' 7 ', 'Infinity', '007', '10.0'].map((delay) => [
      `after '${delay}'`,
      {
        machine: () =>
          chart({
            initial: 'a',
            states: {
              a: { after: { [delay]: { target: 'b', actions: log(({ event }: Loose) => event.type) } } },
              b: { on: { go: 'a' } },
            },
          }),
        connections: coldAndHot(0, 1, 7, 10, 16, 20, go, 21, 50),
      } satisfies Plot,
    ]),
  ),
  'a named delay gets arguments and params': {
    machine: (see) =>
      chart(
        {
          context: { n: 5 },
          initial: 'a',
          states: {
            a: { entry: { type: 'later', params: { p: 1 } }, after: { d: 'b' }, on: { x: { actions: log('x') } } },
            b: { on: { go: 'a' } },
          },
        },
        {
          delays: {
            d(this: Loose, args: Loose, params: Loose) {
              see('d', this === undefined, args.event.type, args.context.n, params);
              return args.context.n;
            },
          },
          actions: { later: raise({ type: 'x' }, { delay: 'd' }) },
        },
      ),
    connections: coldAndHot(5, go, 6, 11),
  },
  'a delayed event of an id that is set twice': {
    machine: () =>
      chart({
        on: {
          go: {
            actions: [
              raise(({ event }: Loose) => ({ type: 'x', n: event.n }), {
                delay: ({ event }: Loose) => event.d,
                id: 'i',
              }),
            ],
          },
          stop: { actions: cancel('i') },
          x: { actions: emit(({ event }: Loose) => event) },
        },
      }),
    connections: coldAndHot(
      { type: 'go', n: 1, d: 5 },
      { type: 'go', n: 2, d: 10 },
      6,
      12,
      { type: 'go', n: 3, d: 10 },
      { type: 'go', n: 4, d: 5 },
      { type: 'stop' },
      40,
    ),
  },
  'set and cancelled in one step, in either order': {
    machine: () =>
      chart({
        on: {
          go: {
            actions: [
              raise({ type: 'x' }, { delay: 5, id: 'i' }),
              cancel('i'),
              raise({ type: 'y' }, { delay: 5, id: 'j' }),
              cancel('i'),
            ],
          },
          no: { actions: [cancel('j'), raise({ type: 'x' }, { delay: 5, id: 'j' })] },
          x: { actions: emit({ type: 'x' }) },
          y: { actions: emit({ type: 'y' }) },
        },
      }),
    connections: coldAndHot(go, { type: 'no' }, 5, 10),
  },
  'the events of after and of done, raised and sent by hand': {
    machine: () =>
      chart({
        id: 'm',
        initial: 'a',
        states: {
          a: {
            after: { 5: 'b' },
            onDone: 'c',
            initial: 'x',
            states: { x: {} },
            on: { go: { actions: raise({ type: 'xstate.done.state.m.a', output: 1 }) } },
          },
          b: { on: { go: 'a' } },
          c: { on: { go: 'a' } },
        },
      }),
    connections: coldAndHot({ type: 'xstate.after.5.m.a' }, go, go, { type: 'xstate.done.state.m.a' }, 10),
  },
  'ids with the names of what objects have': {
    machine: () =>
      onGo(
        [cancel('constructor'), raise({ type: 'x' }, { delay: 1, id: 'toString' }), cancel(() => '__proto__')],
        {},
        {},
      ),
    connections: coldAndHot(go, 2),
  },
});
