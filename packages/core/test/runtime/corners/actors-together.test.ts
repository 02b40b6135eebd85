/** An actor of a compiled machine among others: invoked, stopped, sent to, and one that fails to start. */
import { createActor, createMachine, SimulatedClock } from 'xstate';
import { events, logger, lookAlike, manifold, plain } from './actors-kit.js';
import { chart, type Loose, loose } from './kit.js';

const { assign, emit, raise, sendTo } = loose;

lookAlike({
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
});
