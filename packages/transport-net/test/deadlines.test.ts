/** Deadlines on one timer: each in its time, none that was called off, and nothing left of those. */
import { simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Deadline, Deadlines } from '../src/deadlines.js';

function watched(delay: number) {
  const simulation = simulatedNetwork({ run: 'stepped' });
  let timers = 0;
  const clock = {
    ...simulation.clock,
    setTimer: (callback: () => void, wait: number) => {
      timers += 1;
      return simulation.clock.setTimer(callback, wait);
    },
  };
  const late: [name: number, at: number][] = [];
  const deadlines = new Deadlines(delay, clock);
  const set = (name: number): Deadline =>
    deadlines.set({ handleLate: () => void late.push([name, simulation.clock.now()]) });
  return { simulation, late, set, timers: () => timers };
}

test('whatever is set and called off when: who is left is told in its millisecond, in order', async () => {
  const step = fc.record({ pass: fc.nat(40), callOff: fc.option(fc.nat(20), { nil: undefined }) });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.array(step, { maxLength: 20 }), async (delay, steps) => {
      const { simulation, late, set } = watched(delay);
      const expected = new Map<number, number>();
      const places: Deadline[] = [];
      for (const [name, { pass, callOff }] of steps.entries()) {
        expected.set(name, simulation.clock.now() + delay);
        places.push(set(name));
        await simulation.advanceBy(pass);
        const now = simulation.clock.now();
        if (callOff === undefined || (expected.get(callOff) ?? 0) <= now) continue;
        places[callOff]?.callOff();
        places[callOff]?.callOff();
        expected.delete(callOff);
      }
      await simulation.advanceBy(delay);
      expect(late).toEqual([...expected]);
    }),
  );
});

test('a thousand that end in time take one timer, and none once there are none', async () => {
  const { simulation, set, timers, late } = watched(1_000);
  for (let name = 0; name < 1_000; name++) {
    set(name).callOff();
    await simulation.advanceBy(0.1);
  }
  expect(timers()).toBe(1);
  await simulation.advanceBy(10_000);
  expect(timers()).toBe(1);
  expect(late).toEqual([]);
});

test('one that is set by another that is late has its own time', async () => {
  const { simulation, set, late } = watched(10);
  const simulated: Deadlines = new Deadlines(10, simulation.clock);
  simulated.set({ handleLate: () => void set(2) });
  await simulation.advanceBy(10);
  expect(late).toEqual([]);
  await simulation.advanceBy(10);
  expect(late).toEqual([[2, 20]]);
});
