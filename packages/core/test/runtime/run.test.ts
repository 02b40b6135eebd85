import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type AnyEventObject,
  type AnyStateMachine,
  and,
  assign,
  createMachine,
  emit,
  not,
  or,
  raise,
  setup,
} from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { HalfHost, HalfRun } from '../../src/runtime/runtime.js';

const runtimes = [
  ['compiled', compiled],
  ['interpreted', interpreted],
] as const;

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(runtimes)('%s', (_name, runtime) => {
  function start(machine: AnyStateMachine, host: Partial<HalfHost> = {}, input?: unknown): HalfRun {
    const silent: HalfHost = { emitted: () => undefined, transitioned: () => undefined };
    return runtime(machine).start({ input, host: { ...silent, ...host }, half: 1, now: 1000, observed: true });
  }

  const at = (run: HalfRun): string => run.logic.states[run.state] as string;

  test('prepares a machine once', () => {
    const machine = createMachine({});
    expect(runtime(machine)).toBe(runtime(machine));
  });

  test('lists states in document order, without the id of the machine', () => {
    const machine = createMachine({ id: 'm', initial: 'b', states: { b: { initial: 'c', states: { c: {} } }, a: {} } });
    expect(runtime(machine).states).toEqual(['', 'b', 'b.c', 'a']);
  });

  test('lists transitions in document order: `on`, `after`, `always`, with the names of their guards', () => {
    const yes = () => true;
    const machine = createMachine(
      {
        id: 'm',
        initial: 'a',
        on: { top: '.b' },
        states: {
          a: {
            always: { guard: not('stop'), target: 'b' },
            after: { 10: 'b' },
            on: {
              go: [{ guard: and(['stop', or([yes, () => true])]), target: 'a' }, { actions: [] }],
              '*': { guard: () => false },
            },
          },
          b: {},
        },
      },
      { guards: { stop: () => true } },
    );
    expect(runtime(machine).edges).toEqual([
      { source: 0, event: 'top', targets: [2], guard: undefined },
      { source: 1, event: 'go', targets: [1], guard: 'and(stop, or(yes, inline))' },
      { source: 1, event: 'go', targets: [], guard: undefined },
      { source: 1, event: '*', targets: [], guard: 'inline' },
      { source: 1, event: 'xstate.after.10.m.a', targets: [2], guard: undefined },
      { source: 1, event: '', targets: [2], guard: 'not(stop)' },
    ]);
  });

  test('needs what the innermost active state needs', () => {
    const outer = { kind: 'bytes' };
    const inner = { kind: 'until' };
    const machine = createMachine({
      initial: 'a',
      states: {
        a: {
          meta: { need: outer },
          initial: 'x',
          states: { x: { on: { go: 'y' } }, y: { meta: { need: inner }, on: { go: '#z' } } },
        },
        z: { id: 'z' },
      },
    } as never);
    const run = start(machine);
    expect(run.need).toBe(outer);
    run.send({ type: 'go' }, 1000);
    expect(run.need).toBe(inner);
    run.send({ type: 'go' }, 1000);
    expect(run.need).toBeUndefined();
  });

  test('tells the guards that were asked in vain before a transition, and before a refusal', () => {
    const machine = setup({
      guards: { never: () => false, small: ({ event }) => (event as unknown as { n: number }).n < 5 },
    }).createMachine({
      initial: 'a',
      states: {
        a: {
          on: {
            go: [
              { guard: 'never', target: 'a' },
              { guard: 'small', target: 'b' },
            ],
          },
        },
        b: { always: { guard: not('never'), target: 'a' } },
      },
    });
    const seen: unknown[] = [];
    const run = start(machine, {
      transitioned: (half, from, to, event, edge) =>
        seen.push([half, from, to, event, edge, run.logic.failedGuards(from, event, edge)]),
    });
    run.send({ type: 'go', n: 9 }, 1000);
    run.send({ type: 'go', n: 1 }, 1000);
    run.send({ type: 'unheard-of' }, 1000);
    expect(seen).toEqual([
      [1, 1, 1, 'go', -1, ['never', 'small']],
      [1, 1, 2, 'go', 1, ['never']],
      [1, 2, 1, 'go', 2, []],
    ]);
  });

  test('counts entries and transitions over all runs', () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } });
    const logic = runtime(machine);
    for (let run = 0; run < 3; run++) {
      start(machine).send({ type: 'go' }, 1000);
    }
    expect([[...logic.stateCounts], [...logic.edgeCounts]]).toEqual([[3, 3, 3], [3]]);
  });

  test('fires timers at the time it is told, the one set first among those due together', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      after: { 50: '.root' },
      states: { a: { after: { 30: 'b', 50: 'late' } }, b: { after: { 20: 'own' } }, own: {}, root: {}, late: {} },
    });
    const run = start(machine);
    expect(run.deadline).toBe(1030);
    expect(run.fire(1029)).toBeUndefined();
    expect(run.fire(1030)).toBe('xstate.after.30.m.a');
    expect([at(run), run.deadline]).toEqual(['b', 1050]);
    expect(run.fire(1060)).toBe('xstate.after.50.m');
    expect([at(run), run.deadline, run.fire(9999)]).toEqual(['root', Number.POSITIVE_INFINITY, undefined]);
  });

  test.each([
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [-5, 1000],
    [Number.NaN, 1000],
    [0, 1000],
    [0.5, 1000.5],
  ])('a delay of %d is due at %d', (delay, deadline) => {
    const machine = setup({ delays: { given: delay } }).createMachine({
      initial: 'a',
      states: { a: { after: { given: 'b' } }, b: {} },
    });
    expect(start(machine).deadline).toBe(deadline);
  });

  test('keeps no timer when it is done', () => {
    const machine = createMachine({
      initial: 'a',
      after: { 10: '.a' },
      states: { a: { on: { end: 'b' } }, b: { type: 'final' } },
    });
    const run = start(machine);
    run.send({ type: 'end' }, 1000);
    expect([run.status, run.deadline]).toEqual(['done', Number.POSITIVE_INFINITY]);
    run.send({ type: 'end' }, 1000);
    expect(run.status).toBe('done');
  });

  test('ends with what an action throws, where it was before the event, and delivers nothing of it', () => {
    const thrown = new Error('no');
    const emitted: AnyEventObject[] = [];
    const machine = createMachine({
      context: { n: 0 },
      initial: 'a',
      states: {
        a: { on: { go: { target: 'b', actions: [assign({ n: 1 }), emit({ type: 'x' })] } } },
        b: {
          entry: () => {
            throw thrown;
          },
        },
      },
    });
    const run = start(machine, { emitted: (_half, event) => emitted.push(event) });
    run.send({ type: 'go' }, 1000);
    expect([run.status, run.error, at(run), run.context, emitted]).toEqual(['error', thrown, 'a', { n: 0 }, []]);
    expect([...run.logic.edgeCounts]).toEqual([0]);
  });

  test('ends with a chain of transitions that does not come to rest, and says how long it was', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
    });
    const run = start(machine);
    run.send({ type: 'go' }, 1000);
    expect([run.status, at(run)]).toEqual(['error', 'a']);
    expect((run.error as Error).message).toMatch(/does not come to rest.* 1000 microsteps/);
  });

  test('goes by the limit of the machine itself', () => {
    const machine = createMachine({
      options: { maxIterations: 7 },
      initial: 'a',
      states: { a: { on: { go: { actions: raise({ type: 'go' }) } } } },
    } as never);
    const run = start(machine);
    run.send({ type: 'go' }, 1000);
    expect((run.error as Error).message).toMatch(/ 7 microsteps/);
  });

  test.each(['*', 'xstate.init', 'xstate.stop', 'xstate.error.actor.x'])('refuses to be sent %s', (type) => {
    const run = start(createMachine({ initial: 'a', states: { a: { on: { '*': 'b' } }, b: {} } }));
    expect(() => run.send({ type }, 1000)).toThrow(TypeError);
    expect([run.status, at(run)]).toEqual(['active', 'a']);
    run.send({ type: 'other' }, 1000);
    expect(at(run)).toBe('b');
  });

  test('processes an event that the host sends while it is told something after the one at hand', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { go: { target: 'b', actions: [emit({ type: 'first' }), emit({ type: 'second' })] } } },
        b: { on: { next: { target: 'c', actions: emit({ type: 'third' }) } } },
        c: {},
      },
    });
    const heard: string[] = [];
    const run = start(machine, {
      emitted: (_half, { type }) => {
        heard.push(`${type} in ${at(run)}`);
        if (type === 'first') {
          run.send({ type: 'next' }, 1000);
        }
      },
    });
    run.send({ type: 'go' }, 1000);
    expect(heard).toEqual(['first in b', 'second in b', 'third in c']);
  });

  test('goes on after the host threw', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { go: { actions: emit({ type: 'x' }) }, end: 'b' } }, b: {} },
    });
    let calls = 0;
    const run = start(machine, {
      emitted: () => {
        calls += 1;
        throw new Error('host');
      },
    });
    expect(() => run.send({ type: 'go' }, 1000)).toThrow('host');
    run.send({ type: 'end' }, 1000);
    expect([at(run), calls]).toEqual(['b', 1]);
  });

  test.each(['self', 'system'])('ends a machine that uses `%s`, and says what to use instead', (name) => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { on: { go: { actions: (args) => (args as unknown as Record<string, { send(): void }>)[name]?.send() } } },
      },
    });
    const run = start(machine);
    run.send({ type: 'go' }, 1000);
    expect((run.error as Error).message).toMatch(/not available in a half.*`raise`.*`emit`/);
  });

  test('a machine of one state runs', () => {
    const run = start(createMachine({ context: { n: 0 }, on: { go: { actions: assign({ n: 1 }) } } }));
    run.send({ type: 'go' }, 1000);
    expect([at(run), run.context]).toEqual(['', { n: 1 }]);
  });

  test('tells of a start that failed', () => {
    const machine = createMachine({
      context: () => {
        throw new Error('context');
      },
      initial: 'a',
      states: { a: { after: { 10: 'a' } } },
    });
    const run = start(machine);
    expect([run.status, (run.error as Error).message, at(run), run.deadline]).toEqual([
      'error',
      'context',
      'a',
      Number.POSITIVE_INFINITY,
    ]);
  });

  test('reads no clock, sets no timer and rolls no dice', () => {
    const forbidden = [
      vi.spyOn(Date, 'now'),
      vi.spyOn(Math, 'random'),
      vi.spyOn(globalThis, 'setTimeout'),
      vi.spyOn(globalThis, 'clearTimeout'),
    ];
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { after: { 10: 'b' }, entry: [raise({ type: 'x' }, { delay: 5 }), emit({ type: 'x' })] },
        b: {
          on: {
            fail: {
              actions: () => {
                throw new Error('no');
              },
            },
          },
        },
      },
    });
    const run = start(machine);
    while (run.fire(2000) !== undefined) {}
    run.send({ type: 'fail' }, 2000);
    expect([at(run), run.status]).toEqual(['b', 'error']);
    for (const spy of forbidden) {
      expect(spy).not.toHaveBeenCalled();
    }
  });
});

test('both give the same error for a guard that throws; the compiled one keeps the cause', () => {
  const cause = new Error('broken');
  const machine = setup({
    guards: {
      broken: () => {
        throw cause;
      },
    },
  }).createMachine({ id: 'm', initial: 'a', states: { a: { on: { go: { guard: 'broken' } } } } });
  const [ours, theirs] = runtimes.map(([, runtime]) => {
    const run = runtime(machine).start({
      input: undefined,
      host: { emitted: () => undefined, transitioned: () => undefined },
      half: 0,
      now: 0,
    });
    run.send({ type: 'go' }, 0);
    return run.error as Error;
  }) as [Error, Error];
  expect(ours.message).toBe(theirs.message);
  expect(ours.cause).toBe(cause);
});
