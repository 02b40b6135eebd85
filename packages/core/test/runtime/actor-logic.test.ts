import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, createActor, emit, type InspectionEvent, SimulatedClock, setup } from 'xstate';
import { toActorLogic } from '../../src/runtime/actor-logic.js';
import { checkAgreement } from './differential/agree.js';
import { Oracle } from './differential/oracle.js';
import { type CaseSpec, cases } from './differential/spec.js';

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
