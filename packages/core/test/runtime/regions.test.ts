/** Regions, history and what else of a statechart two active states bring about: the same as XState, which is asked beside ours. */
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, assign, createMachine, emit, raise, stateIn } from 'xstate';
import { bytes } from '../../src/index.js';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { Runtime } from '../../src/runtime/runtime.js';
import { byRuntime, byXState, type Plot } from './beside-xstate.js';

type Log = (...what: unknown[]) => void;

const send = (...types: (string | number)[]) => types.map((type) => (typeof type === 'number' ? type : { type }));
const repeated = (count: number, ...types: (string | number)[]) =>
  Array.from({ length: count }, () => send(...types)).flat();

/** A machine that says in which order states are entered and left. */
const logged = (log: Log, config: object): AnyStateMachine => createMachine(loud(log, config, '') as never);

function loud(log: Log, config: object, path: string): object {
  const { states = {}, ...rest } = config as { states?: Record<string, object> };
  return {
    ...rest,
    ...((rest as { type?: string }).type !== 'history' && {
      entry: [() => log('enter', path), ...[(rest as { entry?: unknown[] }).entry ?? []].flat()],
      exit: () => log('exit', path),
    }),
    states: Object.fromEntries(Object.entries(states).map(([key, state]) => [key, loud(log, state, `${path}.${key}`)])),
  };
}

/** Reading, and beside it a timer that asks whether the other side is still there. */
const keepAlive = (log: Log) =>
  logged(log, {
    id: 'k',
    initial: 'open',
    context: { asked: 0 },
    states: {
      open: {
        type: 'parallel',
        on: { eof: 'closed' },
        states: {
          reading: {
            initial: 'line',
            states: { line: { on: { line: 'responding' } }, responding: { on: { responded: 'line' } } },
          },
          alive: {
            initial: 'idle',
            on: { line: '.idle', responded: { target: '.idle', reenter: true } },
            states: {
              idle: { after: { 10: { target: 'asking', actions: emit({ type: 'ping' }) } } },
              asking: {
                entry: [assign({ asked: ({ context }: { context: { asked: number } }) => context.asked + 1 })],
                on: { pong: 'idle' },
                after: { 5: '#k.closed' },
              },
            },
          },
        },
      },
      closed: { type: 'final' },
    },
    output: ({ context }: { context: object }) => context,
  });

const history = (kind: 'shallow' | 'deep', target?: string) => (log: Log) =>
  logged(log, {
    id: 'h',
    initial: 'off',
    states: {
      off: { on: { resume: 'on.before', start: 'on' } },
      on: {
        initial: 'a',
        on: { stop: 'off', again: { target: '.before' }, both: ['#h.on.b.two'] },
        states: {
          before: { type: 'history', history: kind, ...(target !== undefined && { target }) },
          a: { on: { next: 'b' } },
          b: { initial: 'one', states: { one: { on: { next: 'two' } }, two: { on: { next: '#h.on.a' } } } },
        },
      },
    },
  });

const plots: Readonly<Record<string, Plot>> = {
  'keep-alive beside reading': {
    machine: keepAlive,
    connections: [
      [...repeated(20, 'line', 'responded'), 10, ...send('pong', 'line'), 25, 30, 40, ...send('line')],
      send('pong', 'eof', 'line'),
      [11, ...send('line', 'responded'), 20, 22, 27],
    ],
  },
  'a machine that is one parallel state, done when all its regions are': {
    machine: (log) =>
      logged(log, {
        type: 'parallel',
        output: { whole: true },
        states: {
          a: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { type: 'final', output: 1 } } },
          b: {
            type: 'parallel',
            states: { c: { initial: 'x', states: { x: { on: { on: 'y' } }, y: { type: 'final' } } } },
          },
        },
      }),
    connections: [send('go', 'on', 'go'), send('on', 'go')],
  },
  'onDone of a parallel state, and of a region': {
    machine: (log) =>
      logged(log, {
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            onDone: 'q',
            states: {
              a: {
                initial: 'x',
                onDone: { actions: () => log('a done') },
                states: { x: { on: { go: 'y' } }, y: { type: 'final' } },
              },
              b: { initial: 'x', states: { x: { on: { go: 'y', on: 'y' } }, y: { type: 'final' } } },
            },
          },
          q: {},
        },
      }),
    connections: [send('go', 'on'), send('on', 'go')],
  },
  'two regions that go together, and one that leaves both': {
    machine: (log) =>
      logged(log, {
        id: 'm',
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            states: {
              a: {
                initial: 'x',
                states: {
                  x: { on: { go: { target: 'y', actions: () => log('a') } } },
                  y: { on: { go: 'x', leave: '#m.q' } },
                },
              },
              b: {
                initial: 'x',
                states: {
                  x: { on: { go: { target: 'y', actions: () => log('b') }, leave: 'y' } },
                  y: { on: { leave: '#m.q', go: 'x' } },
                },
              },
            },
          },
          q: { on: { go: { target: ['#m.p.a.y', '#m.p.b.y'] } } },
        },
      }),
    connections: [send('go', 'go', 'leave', 'go', 'leave', 'go'), repeated(30, 'go', 'leave')],
  },
  'stateIn another region, by name, path, value and id': {
    machine: () => {
      const when = (value: unknown, type: string) => ({ guard: stateIn(value as never), actions: emit({ type }) });
      return createMachine({
        id: 'm',
        type: 'parallel',
        states: {
          a: {
            on: {
              ask: [when('b.y', 'path')],
              value: [when({ a: 'only', b: 'y' }, 'value'), when({ b: 'x' }, 'other')],
              id: [when('#y', 'id'), when('#m.b.x', 'id of x')],
              part: when('b', 'part'),
            },
            initial: 'only',
            states: { only: {} },
          },
          b: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { id: 'y', on: { go: 'x' } } } },
        },
      } as never);
    },
    connections: [repeated(20, 'ask', 'value', 'id', 'part', 'go')],
  },
  'always transitions of regions, asked in the order in which these were entered': {
    machine: (log) => {
      const guard = (name: string) => () => {
        log('asked', name);
        return false;
      };
      return logged(log, {
        type: 'parallel',
        on: { all: { actions: raise({ type: 'b' }) } },
        always: { guard: guard('root'), target: '.a' },
        states: {
          a: {
            initial: 'x',
            states: {
              x: { on: { a: 'y' }, always: { guard: guard('ax'), target: 'y' } },
              y: { on: { a: 'x' }, always: { guard: guard('ay'), target: 'x' } },
            },
          },
          b: {
            initial: 'x',
            states: {
              x: { on: { b: 'y' }, always: { guard: guard('bx'), target: 'y' } },
              y: { on: { b: 'x' }, always: { guard: guard('by'), target: 'x' } },
            },
          },
        },
      });
    },
    connections: [send('a', 'b', 'a', 'all', 'a', 'b')],
  },
  'shallow history': {
    machine: history('shallow'),
    connections: [send('start', 'next', 'next', 'stop', 'resume', 'next', 'next', 'stop', 'resume')],
  },
  'deep history': {
    machine: history('deep'),
    connections: [send('start', 'next', 'next', 'stop', 'resume', 'again', 'next', 'stop', 'resume')],
  },
  'history with a target for the first time': {
    machine: history('deep', 'b.two'),
    connections: [send('resume', 'stop', 'resume', 'next', 'again'), repeated(40, 'resume', 'next', 'stop')],
  },
  'history that has nothing to remember': { machine: history('shallow'), connections: [send('resume', 'again')] },
  'deep history of regions': {
    machine: (log) =>
      logged(log, {
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            on: { stop: 'off' },
            states: {
              back: { type: 'history', history: 'deep' },
              a: { initial: 'x', states: { x: { on: { a: 'y' } }, y: { on: { a: 'x' } } } },
              b: { initial: 'x', states: { x: { on: { b: 'y' } }, y: { on: { b: 'x' } } } },
            },
          },
          off: { on: { resume: 'p.back' } },
        },
      }),
    connections: [
      send('a', 'stop', 'resume', 'b', 'stop', 'resume', 'a', 'b'),
      repeated(20, 'a', 'stop', 'resume', 'b', 'stop', 'resume'),
    ],
  },
};

const runtimes: [string, Runtime][] = [
  ['compiled', compiled],
  ['interpreted', interpreted],
];

describe.each(runtimes)('%s', (_name, runtime) => {
  test.each(Object.entries(plots))('%s', (_what, plot) => {
    expect(byRuntime(runtime, plot)).toEqual(byXState(plot));
  });

  test('regions need what the one that reads needs, or the state around them', () => {
    const inner = bytes(1, { event: 'x' });
    const outer = bytes(2, { event: 'x' });
    const machine = createMachine({
      type: 'parallel',
      meta: { need: outer },
      states: {
        a: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { meta: { need: inner } } } },
        b: { initial: 'x', states: { x: { on: { go: 'y' } }, y: {} } },
      },
    } as never);
    const run = runtime(machine).start({
      input: undefined,
      host: { emitted: () => undefined, transitioned: () => undefined },
      half: 0,
      now: 0,
    });
    expect(run.need).toBe(outer);
    run.send({ type: 'go' }, 0);
    expect(run.need).toBe(inner);
  });

  test('a transition of each region is told by itself, from and to all that is active', () => {
    const told: unknown[] = [];
    const machine = createMachine({
      type: 'parallel',
      states: {
        a: { initial: 'x', states: { x: { on: { go: [{ guard: () => false, target: 'y' }, 'y'] } }, y: {} } },
        b: {
          initial: 'x',
          states: { x: { on: { go: 'y' } }, y: { on: { refused: { guard: () => false, target: 'x' } } } },
        },
      },
    } as never);
    const logic = runtime(machine);
    const run = logic.start({
      input: undefined,
      host: {
        emitted: () => undefined,
        transitioned: (_half, from, to, event, edge) =>
          told.push([
            logic.states[from],
            logic.states[to],
            event,
            logic.edges[edge]?.source,
            logic.failedGuards(from, event, edge),
          ]),
      },
      half: 0,
      now: 0,
      observed: true,
    });
    run.send({ type: 'go' }, 0);
    run.send({ type: 'refused' }, 0);
    expect(logic.states[run.state]).toBe('a.y & b.y');
    expect(told).toEqual([
      ['a.x & b.x', 'a.y & b.y', 'go', 2, ['inline']],
      ['a.x & b.x', 'a.y & b.y', 'go', 5, []],
      ['a.y & b.y', 'a.y & b.y', 'refused', undefined, ['inline']],
    ]);
    expect([...logic.stateCounts]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});
