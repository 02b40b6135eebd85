import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, createActor, createMachine, emit, type InspectionEvent, SimulatedClock, setup } from 'xstate';
import { toActorLogic } from '../../src/runtime/actor-logic.js';
import { checkAgreement } from './differential/agree.js';
import { cases } from './differential/cases.js';
import { Oracle } from './differential/oracle.js';
import type { CaseSpec } from './differential/spec.js';

const machine = setup({
  types: {} as {
    context: { count: number };
    events: { type: 'go' } | { type: 'back' };
    emitted: { type: 'moved'; count: number };
  },
  actions: { noted: () => undefined },
}).createMachine({
  id: 'door',
  context: { count: 0 },
  initial: 'shut',
  states: {
    shut: {
      tags: 'safe',
      meta: { colour: 'red' },
      on: {
        go: {
          target: 'open.wide',
          actions: [
            'noted',
            assign({ count: ({ context }) => context.count + 1 }),
            emit(({ context }) => ({ type: 'moved', count: context.count })),
          ],
        },
      },
    },
    open: {
      initial: 'ajar',
      states: { ajar: {}, wide: { after: { 100: '#door.gone' } } },
      on: { back: { target: 'shut', guard: ({ context }) => context.count < 2 } },
    },
    gone: { type: 'final' },
  },
  output: ({ context }) => context.count,
});

describe('a compiled machine as an actor', () => {
  test('gives snapshots that answer like those of the machine', () => {
    const actor = createActor(toActorLogic(machine)).start();
    const shut = actor.getSnapshot();
    expect([shut.value, shut.hasTag('safe'), shut.getMeta()]).toEqual([
      'shut',
      true,
      { 'door.shut': { colour: 'red' } },
    ]);
    expect([shut.can({ type: 'go' }), shut.can({ type: 'back' })]).toEqual([true, false]);
    actor.send({ type: 'go' });
    const wide = actor.getSnapshot();
    expect([wide.value, wide.context, wide.status]).toEqual([{ open: 'wide' }, { count: 1 }, 'active']);
    expect([wide.matches('open'), wide.matches({ open: 'ajar' })]).toEqual([true, false]);
    expect(wide.machine).toBe(machine);
  });

  test('leaves a snapshot as it was when it goes on from it', () => {
    const actor = createActor(toActorLogic(machine)).start();
    const before = actor.getSnapshot();
    actor.send({ type: 'go' });
    expect([before.value, before.context]).toEqual(['shut', { count: 0 }]);
  });

  test('runs `after` on the clock of the actor system and completes with the output', () => {
    const clock = new SimulatedClock();
    const actor = createActor(toActorLogic(machine), { clock }).start();
    const seen: unknown[] = [];
    actor.subscribe({ next: ({ value }) => seen.push(value), complete: () => seen.push('complete') });
    actor.send({ type: 'go' });
    clock.increment(99);
    expect(actor.getSnapshot().status).toBe('active');
    clock.increment(1);
    expect([actor.getSnapshot().status, actor.getSnapshot().output]).toEqual(['done', 1]);
    expect(seen).toEqual([{ open: 'wide' }, 'gone', 'complete']);
  });

  test('delivers what the machine emits', () => {
    const actor = createActor(toActorLogic(machine));
    const moved: number[] = [];
    actor.on('moved', ({ count }) => moved.push(count));
    actor.start();
    actor.send({ type: 'go' });
    expect(moved).toEqual([1]);
  });

  test('is inspected like the machine itself', () => {
    const kinds = (logic: typeof machine): unknown[] => {
      const seen: unknown[] = [];
      const inspect = (inspected: InspectionEvent): void => {
        const { type } = inspected;
        if (type === '@xstate.action' && inspected.action.type.startsWith('xstate.')) {
          return; // The compiled form reports the author's actions, and built-in ones only by what they do.
        }
        seen.push(
          type === '@xstate.microstep' || type === '@xstate.snapshot'
            ? [type, inspected.event.type, (inspected.snapshot as { value?: unknown }).value]
            : [type, 'event' in inspected && inspected.event.type],
        );
      };
      const actor = createActor(logic, { inspect, clock: new SimulatedClock() }).start();
      actor.send({ type: 'go' });
      actor.send({ type: 'back' });
      actor.stop();
      return seen;
    };
    expect(kinds(toActorLogic(machine))).toEqual(kinds(machine));
  });

  test('is persisted and restored', () => {
    const actor = createActor(toActorLogic(machine)).start();
    actor.send({ type: 'go' });
    const restored = createActor(toActorLogic(machine), { snapshot: actor.getPersistedSnapshot() }).start();
    restored.send({ type: 'back' });
    expect([restored.getSnapshot().value, restored.getSnapshot().context]).toEqual(['shut', { count: 1 }]);
  });

  test('never fires a delay of Infinity, whatever the clock makes of it', () => {
    const patient = setup({ delays: { never: Number.POSITIVE_INFINITY } }).createMachine({
      initial: 'waiting',
      states: { waiting: { after: { never: 'over' } }, over: {} },
    });
    const hasty = { setTimeout: fireAtOnce, clearTimeout: () => undefined };
    const actor = createActor(toActorLogic(patient), { clock: hasty }).start();
    expect(actor.getSnapshot().value).toBe('waiting');
  });

  test.each<[what: string, make: () => typeof machine]>([
    ['an output that throws at the start', () => failing({ states: { a: { type: 'final' } }, output: fails })],
    ['a guard that throws at the start', () => failing({ states: { a: { always: { guard: fails, target: 'a' } } } })],
    ['an emitted event that its function did not make', () => failing({ on: { go: { actions: halfEmitted } } })],
    ['an action that throws', () => failing({ on: { go: { actions: [assign({ n: 1 } as never), fails] } } })],
  ])('%s leaves the same snapshot', (_what, make) => {
    const seen = (logic: typeof machine): unknown => {
      const actor = createActor(logic);
      actor.subscribe({ error: () => undefined });
      const emitted: unknown[] = [];
      actor.on('*', (event) => emitted.push(event));
      actor.start();
      if (actor.getSnapshot().status === 'active') actor.send({ type: 'go' });
      const { status, context, value, tags, error, _nodes } = actor.getSnapshot();
      const nodes = _nodes.map(({ id }) => id);
      return { status, context, value, tags, nodes, emitted, error: (error as Error).message };
    };
    expect(seen(toActorLogic(make()))).toEqual(seen(make()));
  });

  test('an event that changes nothing leaves the very same snapshot, as in XState', () => {
    const logic = createMachine({
      type: 'parallel',
      on: {
        plain: { actions: () => undefined },
        assigned: { actions: assign({}) },
        again: { target: '.a', reenter: true },
      },
      states: { a: { initial: 'b', states: { b: {}, h: { type: 'history' } } }, c: {} },
    });
    const kept = (given: typeof logic): boolean[] => {
      const actor = createActor(given).start();
      return ['unknown', 'plain', 'assigned', 'again'].map((type) => {
        const before = actor.getSnapshot();
        actor.send({ type });
        return actor.getSnapshot() === before;
      });
    };
    expect(kept(toActorLogic(logic))).toEqual(kept(logic));
  });

  test('stands in regions, remembers history, and is restored with both', () => {
    const logic = createMachine({
      id: 'm',
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          tags: 'both',
          on: { stop: 'off' },
          states: {
            back: { type: 'history', history: 'deep' },
            a: { initial: 'x', states: { x: { on: { go: 'y' } }, y: { tags: 'there' } } },
            b: { initial: 'x', states: { x: {}, y: {} } },
          },
        },
        off: { on: { resume: 'p.back' } },
      },
    });
    const walk = (given: typeof logic): unknown[] => {
      let actor = createActor(given).start();
      return ['go', 'stop', 'resume'].map((type) => {
        actor.send({ type });
        const persisted = actor.getPersistedSnapshot();
        actor = createActor(given, { snapshot: persisted }).start();
        const { value, tags, historyValue } = actor.getSnapshot();
        const remembered = Object.entries(historyValue).map(([id, nodes]) => [id, nodes?.map((node) => node.id)]);
        return [
          value,
          [...tags],
          remembered,
          actor.getSnapshot().matches({ p: { a: 'y' } }),
          JSON.stringify(persisted),
        ];
      });
    };
    expect(walk(toActorLogic(logic))).toEqual(walk(logic));
  });

  test('random machines: the actor does what an actor of the machine does', () => {
    fc.assert(
      fc.property(cases, (spec) => {
        checkAgreement(withoutNever(spec), undefined, {
          actor: (built, { machine: { counted, peer }, input }) =>
            new Oracle(built, { counted, input, peer: peer && !counted }, toActorLogic(built.machine)),
        });
      }),
      { numRuns: 200 },
    );
  }, 90_000);
});

const fails = (): never => {
  throw new Error('no');
};

const halfEmitted = [assign({ n: 1 } as never), emit({ type: 'good' }), emit((() => undefined) as never)];

function failing(config: object): typeof machine {
  return createMachine({
    context: { n: 0 },
    initial: 'a',
    tags: 'root',
    ...config,
    states: { a: { tags: 'a' }, ...(config as { states?: object }).states },
  } as never) as never;
}

function fireAtOnce(call: () => void): number {
  call();
  return 0;
}

/** An endless delay never reaches the actor's scheduler, and so does not take an id from another timer either. */
function withoutNever(spec: CaseSpec): CaseSpec {
  return JSON.parse(JSON.stringify(spec).replaceAll('"never"', '"short"'));
}

test('a delay longer than the platform has timers is no delay of nothing', () => {
  const scheduled: number[] = [];
  const clock = { setTimeout: (_: () => void, delay: number) => scheduled.push(delay), clearTimeout() {} };
  const long = setup({}).createMachine({ initial: 'a', states: { a: { after: { 99999999999: 'b' } }, b: {} } });
  createActor(toActorLogic(long), { clock }).start();
  expect(scheduled).toEqual([2 ** 31 - 1]);
});
