/** What is thrown in a machine, wherever that is. */
import { often } from '../beside-xstate.js';
import { chart, comeOutAsInXState, go, type Loose, loose, types } from './kit.js';

const { assign, emit, raise } = loose;

comeOutAsInXState({
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
});
