/** What the subset takes and the random machines do not write: the same as an actor of XState, which nothing of ours takes part in. */
import { describe, expect, test } from 'vitest';
import {
  type AnyEventObject,
  type AnyStateMachine,
  assign,
  cancel,
  createActor,
  createMachine,
  emit,
  raise,
  SimulatedClock,
  setup,
} from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { Runtime } from '../../src/runtime/runtime.js';

/** Event types to send, and times to move on to. */
type Steps = readonly (string | number)[];

const twelve = Array.from({ length: 12 }, () => 'go');

const rows: readonly (readonly [what: string, make: () => unknown, steps: Steps, state: string, emitted: unknown[]])[] =
  [
    ['an event forbidden by undefined', () => forbidding(undefined), ['go'], 'a', []],
    ['an event forbidden by an empty transition', () => forbidding({}), ['go'], 'a', []],
    ['an empty list, which forbids nothing', () => forbidding([]), ['go'], 'b', []],
    ['a list of one target', () => from({ on: { go: { target: ['b'] } } }), ['go'], 'b', []],
    ['a list of no target', () => from({ on: { go: { target: [], actions: said('x') } } }), ['go'], 'a', ['x']],
    [
      'a machine provided with another action',
      () => {
        const machine = setup({ actions: { say: said('setup') } as never }).createMachine(aGoesBy('say'));
        return machine.provide({ actions: { say: said('provided') } as never });
      },
      ['go'],
      'b',
      ['provided'],
    ],
    [
      'a setup that was extended',
      () =>
        setup({ actions: { say: said('setup') } as never })
          .extend({ actions: { shout: said('extended') } as never })
          .createMachine(aGoesBy(['say', 'shout'])),
      ['go'],
      'b',
      ['setup', 'extended'],
    ],
    [
      'a raised event made of params',
      () =>
        setup({
          actions: { raiseIt: raise((_, params: { type: string }) => ({ type: params.type })) as never },
        }).createMachine({
          ...(aGoesBy({ type: 'raiseIt', params: { type: 'on' } }) as object),
          on: { on: { actions: said('on') } },
        } as never),
      ['go'],
      'b',
      ['on'],
    ],
    [
      'a delayed event that is cancelled on leaving',
      () =>
        from({ entry: raise({ type: 'late' }, { delay: 5, id: 'it' }), exit: cancel('it'), on: { go: 'b' } }, 'late'),
      ['go', 10],
      'b',
      [],
    ],
    ['a delay of nothing', () => from({ after: { 0: 'b' } }), [0], 'b', []],
    [
      'actions of the initial transition, before those that enter its target',
      () =>
        createMachine({
          initial: { target: 'a', actions: said('initial') },
          states: { a: { entry: said('a') } },
        } as never),
      [],
      'a',
      ['initial', 'a'],
    ],
    [
      'a final state of a compound one, and its output',
      () =>
        from({
          initial: 'c',
          states: { c: { on: { go: 'd' } }, d: { type: 'final', output: 7 } },
          onDone: {
            target: 'b',
            actions: emit(({ event }) => ({ type: String((event as { output?: number }).output) })),
          },
        }),
      ['go'],
      'b',
      ['7'],
    ],
    ['the root entered anew', () => entering({ target: '#m', reenter: true }), ['go'], 'a', ['in', 'out', 'in']],
    ['the root as a target', () => entering('#m'), ['go'], 'a', ['in']],
    [
      'an action that writes to the context',
      () =>
        counting(({ context }: { context: { n: number } }) => {
          context.n += 1;
        }),
      twelve,
      'b',
      [],
    ],
    [
      'an action that puts a property into the context, after many times that it did not',
      () =>
        createMachine({
          context: () => ({ n: 0 }),
          initial: 'a',
          states: {
            a: {
              on: {
                go: { actions: [assign({ n: ({ context }) => (context as { n: number }).n + 1 }), putLate] },
                end: { guard: ({ context }: { context: Late }) => context.late === 30, target: 'b' },
              },
            },
            b: {},
          },
        } as never),
      [...twelve, ...twelve, ...twelve, 'end'],
      'b',
      [],
    ],
    [
      'a context that is frozen',
      () => counting(assign({ n: ({ context }) => (context as { n: number }).n + 1 }), Object.freeze),
      twelve,
      'b',
      [],
    ],
  ];

describe.each([
  ['compiled', compiled],
  ['interpreted', interpreted],
] as const)('%s', (_name, runtime) => {
  test.each(rows)('%s', (_what, make, steps, state, emitted) => {
    const ours = run(make() as AnyStateMachine, runtime, steps);
    expect(ours).toEqual({ state, emitted, status: 'active' });
    expect(ours).toEqual(runActor(make() as AnyStateMachine, steps));
  });

  test.each([0, 40])('an `emit` that gives nothing ends the run, after %d times that it gave something', (before) => {
    const machine = createMachine({
      context: () => ({ n: 0 }),
      on: {
        go: {
          actions: [
            assign({ n: ({ context }) => (context as { n: number }).n + 1 }),
            said('first'),
            emit((({ context }: { context: { n: number } }) =>
              context.n > before ? undefined : { type: 'second' }) as never),
            said('third'),
          ],
        },
      },
    } as never);
    const steps = Array.from({ length: before + 2 }, () => 'go');
    const { emitted, status } = runActor(machine, steps);
    expect([emitted.length, emitted.at(-1), status]).toEqual([before * 3 + 1, 'first', 'error']);
    expect(run(machine, runtime, steps)).toMatchObject({ emitted, status });
  });
});

function run(machine: AnyStateMachine, runtime: Runtime, steps: Steps): Outcome {
  const logic = runtime(machine);
  const emitted: string[] = [];
  const host = {
    emitted: (_half: number, { type }: AnyEventObject) => void emitted.push(type),
    transitioned: () => undefined,
  };
  const half = logic.start({ input: undefined, host, half: 0, now: 0 });
  for (const step of steps) {
    if (typeof step === 'string') {
      half.send({ type: step }, 0);
    } else {
      while (half.fire(step) !== undefined) {}
    }
  }
  return { state: logic.states[half.state], emitted, status: half.status };
}

function runActor(machine: AnyStateMachine, steps: Steps): Outcome {
  const clock = new SimulatedClock();
  const actor = createActor(machine, { clock });
  const emitted: string[] = [];
  actor.on('*', ({ type }) => void emitted.push(type));
  // Without an error listener XState would throw the error from a timer.
  actor.subscribe({ error: () => undefined });
  actor.start();
  for (const step of steps) {
    if (typeof step === 'string') {
      actor.send({ type: step });
    } else {
      clock.set(step);
    }
  }
  const { value, status } = actor.getSnapshot();
  return { state: value, emitted, status };
}

interface Outcome {
  readonly state: unknown;
  readonly emitted: readonly string[];
  readonly status: string;
}

interface Late {
  readonly n: number;
  late?: number;
}

function putLate({ context }: { context: Late }): void {
  if (context.n === 30) {
    context.late = 30;
  }
}

const said = (type: string): unknown => emit({ type });

/** A machine that starts in `a`, and may go to `b`, where the event of that name is told of. */
function from(a: object, heard = 'heard'): unknown {
  return createMachine({ initial: 'a', states: { a, b: { on: { [heard]: { actions: said(heard) } } } } } as never);
}

function forbidding(transition: unknown): unknown {
  return createMachine({ initial: 'a', on: { go: '.b' }, states: { a: { on: { go: transition } }, b: {} } } as never);
}

function entering(transition: unknown): unknown {
  return createMachine({
    id: 'm',
    entry: said('in'),
    exit: said('out'),
    initial: 'a',
    on: { go: transition },
    states: { a: {} },
  } as never);
}

function aGoesBy(actions: unknown): never {
  return { initial: 'a', states: { a: { on: { go: { target: 'b', actions } } }, b: {} } } as never;
}

/** Goes to `b` when it has counted to twelve. */
function counting(action: unknown, prepared: (context: object) => object = (context) => context): unknown {
  return createMachine({
    context: () => prepared({ n: 0 }),
    initial: 'a',
    states: {
      a: {
        always: { guard: ({ context }: { context: { n: number } }) => context.n === 12, target: 'b' },
        on: { go: { actions: action } },
      },
      b: {},
    },
  } as never);
}
