/** An actor of a compiled machine that is persisted and restored. */
import { createActor, SimulatedClock } from 'xstate';
import { events, logger, lookAlike, manifold, plain } from './actors-kit.js';
import type { Loose } from './kit.js';

lookAlike({
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
});
