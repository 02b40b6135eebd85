/** What else can be done with an actor of a compiled machine: asked, stepped without one, awaited, given a clock and parts. */
import {
  createActor,
  getInitialSnapshot,
  getNextSnapshot,
  initialTransition,
  SimulatedClock,
  setup,
  toPromise,
  transition,
} from 'xstate';
import { events, isPlain, logger, lookAlike, manifold, plain } from './actors-kit.js';
import { chart, type Loose, loose } from './kit.js';

const { emit, enqueueActions, raise } = loose;

lookAlike({
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
  promised: async (make, see) => {
    const actor = createActor(make(manifold()));
    const done = toPromise(actor).then((x: Loose) => see('output', x));
    actor.start();
    actor.send({ type: 'go' });
    actor.send({ type: 'end' });
    await done;
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
});
