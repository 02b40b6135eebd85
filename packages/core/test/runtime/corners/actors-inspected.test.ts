/** An actor of a compiled machine that is inspected. */
import { createActor, SimulatedClock } from 'xstate';
import { events, inspected, lookAlike, manifold, plain } from './actors-kit.js';
import type { Loose } from './kit.js';

lookAlike({
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
});
