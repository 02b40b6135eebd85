/** States that are done, machines that are over, and what they give. */
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { assign, emit, raise } = loose;

comeOutAsInXState({
  'regions done in one step, onDone of all, in order': {
    machine: () =>
      chart({
        id: 'm',
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            entry: emit({ type: 'p' }),
            exit: emit({ type: 'exit p' }),
            states: {
              x: {
                initial: 'a',
                states: {
                  a: { on: { go: 'f' } },
                  f: { type: 'final', output: ({ event }: Loose) => event.type, exit: emit({ type: 'exit f' }) },
                },
                onDone: { actions: emit(({ event }: Loose) => ({ type: 'x', event })) },
              },
              y: {
                initial: 'a',
                states: { a: { on: { go: 'f' } }, f: { type: 'final', output: 7 } },
                onDone: { actions: emit(({ event }: Loose) => ({ type: 'y', event })) },
                output: 8,
              },
            },
            onDone: { target: 'q', actions: emit(({ event }: Loose) => ({ type: 'p', event })) },
          },
          q: { on: { go: 'p' } },
        },
      }),
    connections: coldAndHot(go, go, go),
  },
  'a machine of regions is over: output, exits, what is raised then': {
    machine: () =>
      chart({
        type: 'parallel',
        context: { n: 0 },
        states: {
          x: {
            initial: 'a',
            states: {
              a: { on: { go: 'f' } },
              f: { type: 'final', entry: raise({ type: 'late' }), exit: [assign({ n: 1 }), emit({ type: 'exit f' })] },
            },
          },
          y: { initial: 'f', states: { f: { type: 'final', exit: raise({ type: 'late' }) } } },
        },
        exit: [emit({ type: 'exit root' }), assign({ m: 2 })],
        on: { late: { actions: emit({ type: 'late' }) } },
        output: ({ context, event }: Loose) => ({ context, event }),
      }),
    connections: coldAndHot(go, go),
  },
  'a machine that is over at the start': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'f',
        entry: emit({ type: 'root' }),
        states: {
          f: {
            type: 'final',
            entry: [assign({ n: 1 }), emit({ type: 'f' })],
            exit: emit({ type: 'exit' }),
            output: ({ context, event }: Loose) => [context, event],
          },
        },
        output: ({ event, context }: Loose) => ({ event, context }),
      }),
    connections: coldAndHot(go),
  },
  'a final state that goes on by `always` or raises before it is over': {
    machine: () =>
      chart({
        initial: 'a',
        context: { n: 0 },
        states: {
          a: { on: { go: { target: 'f', actions: [raise({ type: 'x' }), raise({ type: 'y' }, { delay: 5 })] } } },
          f: { type: 'final' },
        },
        on: { x: { actions: emit({ type: 'x' }) }, y: { actions: emit({ type: 'y' }) } },
      }),
    connections: coldAndHot(go, 10),
  },
  'onDone: several candidates, guards of the output, reenter': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'p',
        states: {
          p: {
            entry: emit({ type: 'p' }),
            initial: 'a',
            states: {
              a: { on: { go: 'f', other: 'g' } },
              f: { type: 'final', output: ({ context }: Loose) => context.n },
              g: { type: 'final', output: { deep: [1] } },
            },
            onDone: [
              { guard: ({ event }: Loose) => event.output === 0, actions: assign({ n: 1 }), target: 'p' },
              {
                guard: ({ event }: Loose) => event.output === 1,
                reenter: true,
                target: 'p',
                actions: assign({ n: 2 }),
              },
              { actions: emit(({ event }: Loose) => ({ type: 'rest', event })) },
            ],
          },
        },
      }),
    connections: coldAndHot(...types('go', 'go', 'other', 'go')),
  },
  'output: null, 0, false, a text, a list, an object': {
    machine: () =>
      chart({
        initial: 'p',
        states: Object.fromEntries(
          [null, 0, false, '', [1], { n: 1 }].map((output, i) => [
            i === 0 ? 'p' : `p${i}`,
            {
              initial: 'f',
              states: { f: { type: 'final', output } },
              onDone: { target: i === 5 ? undefined : `p${i + 1}`, actions: emit(({ event }: Loose) => event) },
            },
          ]),
        ),
      }),
    connections: [[go], [go]],
  },
  'output of the machine: null': {
    machine: () => chart({ initial: 'f', states: { f: { type: 'final', output: 5 } }, output: null }),
    connections: [[go]],
  },
  'output of the machine: a value': {
    machine: () => chart({ initial: 'f', states: { f: { type: 'final', output: 5 } }, output: { a: 1 } }),
    connections: [[go]],
  },
  'output of a state that is no machine output': {
    machine: () =>
      chart({
        initial: 'a',
        states: {
          a: { on: { go: 'f' } },
          f: {
            type: 'final',
            output: () => {
              throw new Error('never asked');
            },
          },
        },
      }),
    connections: coldAndHot(go),
  },
  'the output is made of the context before or after the exits': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'a',
        exit: assign({ n: 9 }),
        states: {
          a: { on: { go: 'f' } },
          f: {
            type: 'final',
            entry: assign({ n: 1 }),
            exit: assign({ n: 2 }),
            output: ({ context }: Loose) => context.n,
          },
        },
        output: ({ context, event }: Loose) => [context.n, event.output],
      }),
    connections: coldAndHot(go),
  },
});
