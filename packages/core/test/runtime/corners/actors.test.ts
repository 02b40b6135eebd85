/** What can be done with an actor: inspected, persisted, restored, stopped, invoked. That of a compiled machine is like that of the machine. */
import { beforeEach, expect, test, vi } from 'vitest';
import {
  type AnyActorLogic,
  type AnyStateMachine,
  createActor,
  createMachine,
  getInitialSnapshot,
  getNextSnapshot,
  initialTransition,
  SimulatedClock,
  setup,
  toPromise,
  transition,
} from 'xstate';
import { toActorLogic } from '../../../src/index.js';
import { chart, type Loose, loose } from './kit.js';

const { assign, emit, enqueueActions, log, raise, sendTo } = loose;

/** The same done to an actor of the machine and to one of the compiled machine, and what is seen of it. */
type Play = (
  make: (machine: AnyStateMachine) => AnyActorLogic,
  see: (...what: unknown[]) => void,
) => void | Promise<void>;
const manifold = () =>
  chart({
    id: 'm',
    context: ({ input }: Loose) => ({ n: 0, input }),
    initial: 'p',
    tags: ['root'],
    states: {
      p: {
        tags: 'tp',
        meta: { a: 1 },
        type: 'parallel',
        states: {
          x: {
            initial: 'a',
            states: {
              a: {
                meta: { is: 'a' },
                on: {
                  go: {
                    target: 'b',
                    actions: [assign({ n: ({ context }: Loose) => context.n + 1 }), emit({ type: 'went' })],
                  },
                },
              },
              b: { tags: ['b1', 'b2'], after: { 10: 'a' }, on: { go: 'a' } },
            },
          },
          y: { initial: 'c', states: { c: { on: { down: 'd' } }, d: { type: 'final' } } },
          h: { type: 'history', history: 'deep' },
        },
        on: {
          out: 'q',
          fail: {
            actions: () => {
              throw new Error('no');
            },
          },
          end: 'f',
          self: { actions: sendTo(({ self }: Loose) => self, { type: 'down' }) },
          both: { actions: [raise({ type: 'go' }), raise({ type: 'down' }), log('both')] },
          guarded: { guard: ({ context }: Loose) => context.n > 0, target: 'q' },
        },
      },
      q: { on: { back: 'p.h' }, exit: emit({ type: 'exit q' }) },
      f: { type: 'final', output: ({ context }: Loose) => context.n },
    },
    output: ({ event }: Loose) => ({ got: event.output }),
  });
const events = ['go', 'nothing', 'down', 'both', 'out', 'back', 'self', 'guarded', 'back', 'go', 'end', 'go'];

const inspected = (see: Loose) => (ev: Loose) =>
  see(
    ev.type,
    ev.event?.type,
    ev.snapshot && ev.type !== '@xstate.actor' ? plain(ev.snapshot) : undefined,
    ev._transitions?.map((t: Loose) => [t.source.id, t.eventType]),
    ev.action?.type === undefined ? undefined : ev.action.type,
  );

const logger = () => undefined;

const plays: Record<string, Play> = {
  inspect: (make, see) => {
    const clock = new SimulatedClock();
    const actor = createActor(make(manifold()), {
      clock,
      input: 5,
      inspect: (ev: Loose) => {
        if (ev.type !== '@xstate.action') inspected(see)(ev);
      },
      logger: (...x: Loose[]) => see('log', ...x),
    });
    actor.on('*', (x: Loose) => see('emitted', x));
    actor.subscribe({
      next: (s: Loose) => see('next', plain(s)),
      complete: () => see('complete'),
      error: (x: Loose) => see('error', x.message),
    });
    actor.start();
    for (const type of events) {
      actor.send({ type });
      see('after', plain(actor.getSnapshot()));
    }
  },
  'inspect: failing': (make, see) => {
    const actor = createActor(make(manifold()), {
      input: 5,
      inspect: (ev: Loose) => {
        if (ev.type !== '@xstate.action') inspected(see)(ev);
      },
    });
    actor.subscribe({
      next: () => see('next'),
      complete: () => see('complete'),
      error: (x: Loose) => see('error', x.message),
    });
    actor.start();
    for (const type of ['go', 'fail', 'go']) actor.send({ type });
    see(plain(actor.getSnapshot()));
  },
  'inspect: stopped': (make, see) => {
    const clock = new SimulatedClock();
    const actor = createActor(make(manifold()), {
      clock,
      inspect: (ev: Loose) => {
        if (ev.type !== '@xstate.action') inspected(see)(ev);
      },
    });
    actor.subscribe({ next: () => see('next'), complete: () => see('complete') });
    actor.start();
    actor.send({ type: 'go' });
    actor.stop();
    clock.increment(20);
    actor.send({ type: 'go' });
    see(plain(actor.getSnapshot()));
  },
  'persist and restore at each step': (make, see) => {
    const logic = make(manifold());
    let snapshot: Loose;
    for (const type of events) {
      const clock = new SimulatedClock();
      const actor = createActor(logic, { clock, logger, input: 1, ...(snapshot && { snapshot }) } as Loose);
      actor.on('*', (x: Loose) => see('emitted', x));
      actor.start();
      see('restored', plain(actor.getSnapshot()));
      actor.send({ type });
      clock.increment(11);
      snapshot = JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
      see(type, snapshot, JSON.parse(JSON.stringify(actor.getSnapshot())));
      actor.stop();
    }
  },
  'restored where it is over, or failed': (make, see) => {
    const logic = make(manifold());
    for (const type of ['end', 'fail']) {
      const actor = createActor(logic, { input: 1 });
      actor.subscribe({ error: () => 0 });
      actor.start();
      actor.send({ type });
      const snapshot = actor.getPersistedSnapshot();
      const again = createActor(logic, { snapshot } as Loose);
      again.subscribe({
        next: () => see('next'),
        complete: () => see('complete'),
        error: (x: Loose) => see('error', x.message),
      });
      again.start();
      again.send({ type: 'go' });
      see(plain(again.getSnapshot()));
    }
  },
  'restored with a delay pending': (make, see) => {
    const logic = make(manifold());
    const clock = new SimulatedClock();
    const actor = createActor(logic, { clock });
    actor.start();
    actor.send({ type: 'go' });
    clock.increment(5);
    const snapshot = actor.getPersistedSnapshot();
    const clock2 = new SimulatedClock();
    const again = createActor(logic, { clock: clock2, snapshot } as Loose).start();
    clock2.increment(20);
    see(plain(again.getSnapshot()));
  },
  'can, matches, hasTag': (make, see) => {
    const actor = createActor(make(manifold()), { logger }).start();
    for (const type of events) {
      const s: Loose = actor.getSnapshot();
      see(
        events.concat('fail', 'x').map((t) => s.can({ type: t })),
        s.matches('p'),
        s.matches({ p: { x: 'b' } }),
        s.matches('q'),
        ['b1', 'tp', 'root', 'z'].map((t) => s.hasTag(t)),
      );
      actor.send({ type });
    }
  },
  'the functions that step without an actor': (make, see) => {
    const logic = make(manifold());
    let s: Loose = getInitialSnapshot(logic, 7 as never);
    see(plain(s));
    for (const type of events) {
      s = getNextSnapshot(logic as Loose, s, { type });
      see(plain(s));
    }
    const [first, actions] = initialTransition(logic as Loose, 7 as never);
    see(plain(first), actions.filter(isPlain).length);
    let at: Loose = first;
    for (const type of ['go', 'both', 'out', 'back']) {
      const [next, acts] = transition(logic as Loose, at, { type });
      see(plain(next), acts.filter(isPlain).length);
      at = next;
    }
  },
  'as a child of another machine': (make, see) => {
    const clock = new SimulatedClock();
    const parent = createMachine({
      initial: 'on',
      context: {},
      states: {
        on: {
          invoke: {
            id: 'kid',
            src: make(manifold()) as Loose,
            input: 3,
            onDone: { target: 'off', actions: ({ event }: Loose) => see('done', event) },
            onError: { target: 'off', actions: ({ event }: Loose) => see('error', event.error.message) },
            onSnapshot: { actions: ({ event }: Loose) => see('snapshot', plain(event.snapshot)) },
          },
          on: { '*': { actions: sendTo('kid', ({ event }: Loose) => event) } },
        },
        off: {},
      },
    } as Loose);
    for (const list of [events, ['go', 'fail']]) {
      const actor = createActor(parent, { clock, logger }).start();
      for (const type of list) {
        actor.send({ type });
        clock.increment(3);
      }
      see(actor.getSnapshot().value);
    }
  },
  'a child that is stopped by its parent': (make, see) => {
    const parent = createMachine({
      initial: 'on',
      context: {},
      states: { on: { invoke: { id: 'kid', src: make(manifold()) as Loose }, on: { away: 'off' } }, off: {} },
    } as Loose);
    const actor = createActor(parent).start();
    const kid: Loose = actor.getSnapshot().children['kid'];
    kid.subscribe({ next: () => see('next'), complete: () => see('complete') });
    kid.send({ type: 'go' });
    actor.send({ type: 'away' });
    see(plain(kid.getSnapshot()));
  },
  'sent from where it is told': (make, see) => {
    const actor = createActor(make(manifold()));
    let k = 0;
    actor.on('went', () => {
      see('went', plain(actor.getSnapshot()).value);
      actor.send({ type: 'down' });
    });
    actor.subscribe((s: Loose) => {
      see('next', s.value);
      if (++k === 1) actor.send({ type: 'go' });
    });
    actor.start();
    actor.send({ type: 'out' });
    actor.send({ type: 'back' });
  },
  'sent before the start, and from an action': (make, see) => {
    let actor: Loose;
    const machine = chart({
      initial: 'a',
      entry: () => actor.send({ type: 'x' }),
      states: {
        a: {
          on: {
            x: {
              target: 'b',
              actions: () => {
                actor.send({ type: 'y' });
                see('x');
              },
            },
          },
        },
        b: {
          entry: [raise({ type: 'z' }), () => see('b')],
          on: { y: { actions: () => see('y') }, z: { actions: () => see('z') } },
        },
      },
    });
    actor = createActor(make(machine));
    actor.send({ type: 'y' });
    actor.start();
    see(plain(actor.getSnapshot()));
  },
  'a start that fails, in each place': (make, see) => {
    const no = () => {
      throw new Error('no');
    };
    for (const machine of [
      chart({ context: no }),
      chart({ entry: no }),
      chart({ entry: assign(no) }),
      chart({ initial: 'a', states: { a: { always: { guard: no, target: 'b' } }, b: {} } }),
      chart({
        initial: 'a',
        states: { a: { entry: [emit({ type: 'x' }), raise({ type: 'y' })], on: { y: { actions: no } } } },
      }),
      chart({ initial: 'f', states: { f: { type: 'final', output: no } }, output: 1 }),
      chart({ initial: 'a', states: { a: { after: { late: 'a' } } } }, { delays: { late: no } }),
    ]) {
      const actor = createActor(make(machine));
      actor.on('*', (x: Loose) => see('emitted', x));
      actor.subscribe({
        next: () => see('next'),
        error: (x: Loose) => see('error', x.message),
        complete: () => see('complete'),
      });
      actor.start();
      see(plain(actor.getSnapshot()));
    }
  },
  promised: async (make, see) => {
    const actor = createActor(make(manifold()));
    const done = toPromise(actor).then((x: Loose) => see('output', x));
    actor.start();
    actor.send({ type: 'go' });
    actor.send({ type: 'end' });
    await done;
  },
  'context replaced from outside by resolveState': (make, see) => {
    const logic: Loose = make(manifold());
    const s = logic.resolveState({ value: { p: { x: 'b', y: 'd' } }, context: Object.freeze({ n: 41, input: 0 }) });
    const actor = createActor(logic, { snapshot: s } as Loose).start();
    see(plain(actor.getSnapshot()));
    for (const type of ['go', 'go', 'out', 'back']) {
      actor.send({ type });
      see(plain(actor.getSnapshot()));
    }
  },
  'after on the clock of the system, cancelled, re-entered': (make, see) => {
    const clock = new SimulatedClock();
    const machine = chart({
      initial: 'a',
      states: {
        a: { after: { 10: 'b' }, on: { re: { target: 'a', reenter: true }, self: 'a' } },
        b: {
          after: { 5: 'a' },
          on: {
            keep: { actions: raise({ type: 'kept' }, { delay: 100, id: 'k' }) },
            drop: { actions: enqueueActions(({ enqueue }: Loose) => enqueue.cancel('k')) },
          },
        },
      },
      on: { kept: { actions: emit({ type: 'kept' }) } },
    });
    const actor = createActor(make(machine), { clock });
    actor.on('*', (x: Loose) => see('emitted', x));
    actor.subscribe((s: Loose) => see(clock.now(), s.value));
    actor.start();
    const go = (t: string, by: number) => {
      if (t) actor.send({ type: t });
      clock.increment(by);
      see(clock.now(), actor.getSnapshot().value);
    };
    go('', 5);
    go('re', 9);
    go('self', 1);
    go('keep', 2);
    go('', 3);
    go('', 99);
    go('', 100);
    go('keep', 1);
    go('', 9);
    go('keep', 1);
    go('drop', 300);
  },
  'setup: provide, named parts, params': (make, see) => {
    const machine = setup({
      actions: { say: (_: Loose, p: Loose) => see('say', p) },
      guards: {
        yes: (_: Loose, p: Loose) => {
          see('guard', p);
          return true;
        },
      },
      delays: { d: ({ context }: Loose) => context.d },
    } as Loose).createMachine({
      context: { d: 3 },
      initial: 'a',
      states: {
        a: {
          on: {
            go: {
              guard: { type: 'yes', params: 4 },
              actions: { type: 'say', params: ({ event }: Loose) => event.type },
              target: 'b',
            },
          },
        },
        b: { after: { d: 'a' } },
      },
    } as Loose);
    const clock = new SimulatedClock();
    for (const one of [
      machine,
      machine.provide({ actions: { say: (_: Loose, p: Loose) => see('provided', p) }, delays: { d: 7 } } as Loose),
    ]) {
      const actor = createActor(make(one as never), { clock }).start();
      actor.send({ type: 'go' });
      clock.increment(3);
      see(actor.getSnapshot().value);
      clock.increment(4);
      see(actor.getSnapshot().value);
    }
  },
};

/** Where a snapshot stands, in document order: XState's own lists say in which order states were entered. */
function plain(snapshot: Loose): Loose {
  const { status, value, context, output, error, tags = [], historyValue = {}, _nodes = [], children = {} } = snapshot;
  const ids = (nodes: Loose) => nodes.map(({ id }: Loose) => id).sort();
  return {
    status,
    value,
    context,
    output,
    error: error?.message,
    tags: [...tags].sort(),
    meta: snapshot.getMeta?.(),
    history: Object.entries(historyValue).map(([id, nodes]) => [id, ids(nodes)]),
    nodes: ids(_nodes),
    children: Object.keys(children),
  };
}

/** What the machine does by itself shows in its snapshots, and is not told as actions where it is compiled. */
const isPlain = ({ type }: Loose): boolean => !/^xstate\.(emit|raise|sendTo|cancel)$/.test(type);

async function seenOf(play: Play, make: Parameters<Play>[0]): Promise<unknown[]> {
  const seen: unknown[] = [];
  await play(make, (...what) => seen.push(what));
  return seen;
}

// XState warns of events that come too late.
beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});

test.each(Object.entries(plays))('%s', async (_, play) => {
  const expected = await seenOf(play, (machine) => machine);
  expect(expected).not.toEqual([]);
  expect(await seenOf(play, toActorLogic)).toEqual(expected);
});
