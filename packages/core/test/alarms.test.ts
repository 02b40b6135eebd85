import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Alarms, type Sleeper } from '../src/driver/alarms.js';
import type { Clock } from '../src/transport/transport.js';

/** A clock that is advanced by hand and counts its timers. */
class HandClock implements Clock {
  time = 0;
  readonly timers = new Map<object, { at: number; callback: () => void }>();

  now(): number {
    return this.time;
  }

  setTimer(callback: () => void, delay: number): object {
    const timer = {};
    this.timers.set(timer, { at: this.time + delay, callback });
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.timers.delete(timer as object);
  }

  advanceTo(time: number): void {
    this.time = time;
    for (const [timer, { at, callback }] of [...this.timers]) {
      if (at > time) continue;
      this.timers.delete(timer);
      callback();
    }
  }
}

function sleeper(log: number[], name: number): Sleeper {
  return { alarmAt: 0, alarmPlace: -1, wake: () => log.push(name) };
}

describe('the alarms of one clock', () => {
  test('any settings, changes and cancellations: each sleeper is woken once, at its time, the earliest first, by one timer', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), who: fc.nat(9), in: fc.nat(50) }),
      fc.record({ kind: fc.constant('cancel' as const), who: fc.nat(9) }),
      fc.record({ kind: fc.constant('pass' as const), time: fc.nat(30) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (commands) => {
        const clock = new HandClock();
        const alarms = Alarms.of(clock);
        const log: number[] = [];
        const sleepers = Array.from({ length: 10 }, (_, name) => sleeper(log, name));
        const due = new Map<number, number>();
        for (const given of commands) {
          if (given.kind === 'set') {
            alarms.set(sleepers[given.who] as Sleeper, clock.time + given.in);
            due.set(given.who, clock.time + given.in);
          } else if (given.kind === 'cancel') {
            alarms.cancel(sleepers[given.who] as Sleeper);
            due.delete(given.who);
          } else {
            clock.advanceTo(clock.time + given.time);
            const ready = [...due.values()].filter((at) => at <= clock.time);
            const woken = log.splice(0);
            expect(woken.map((who) => due.get(who))).toEqual(ready.sort((one, other) => one - other));
            expect(new Set(woken).size).toBe(woken.length);
            for (const who of woken) due.delete(who);
          }
          expect(clock.timers.size).toBeLessThanOrEqual(1);
          expect(clock.timers.size === 1 || due.size === 0 || [...due.values()].some((at) => at <= clock.time)).toBe(
            true,
          );
        }
      }),
    );
  });

  test('the earliest is woken first, whatever the order in which they were set', () => {
    const clock = new HandClock();
    const log: number[] = [];
    for (const at of [30, 10, 20, 50, 40]) Alarms.of(clock).set(sleeper(log, at), at);
    clock.advanceTo(45);
    expect(log).toEqual([10, 20, 30, 40]);
    clock.advanceTo(60);
    expect(log).toEqual([10, 20, 30, 40, 50]);
  });

  test('and whatever was cancelled among them', () => {
    const clock = new HandClock();
    const alarms = Alarms.of(clock);
    const log: number[] = [];
    const times = [1, 10, 2, 20, 21, 3, 4];
    const sleepers = times.map((at) => sleeper(log, at));
    for (const [i, one] of sleepers.entries()) alarms.set(one, times[i] as number);
    // The one set last takes its place in the heap, below one that is woken later.
    alarms.cancel(sleepers[3] as Sleeper);
    for (const at of [30, 31, 32]) alarms.set(sleeper(log, at), at);
    clock.advanceTo(32);
    expect(log).toEqual([1, 2, 3, 4, 10, 21, 30, 31, 32]);
  });

  test('a sleeper that is woken may set its alarm again', () => {
    const clock = new HandClock();
    const alarms = Alarms.of(clock);
    let woken = 0;
    const again: Sleeper = {
      alarmAt: 0,
      alarmPlace: -1,
      wake() {
        woken += 1;
        alarms.set(again, clock.time + 10);
      },
    };
    alarms.set(again, 10);
    for (let time = 10; time <= 50; time += 10) clock.advanceTo(time);
    expect(woken).toBe(5);
  });

  test('nobody left to wake: no timer is left either', () => {
    const clock = new HandClock();
    const one = sleeper([], 1);
    Alarms.of(clock).set(one, 10);
    Alarms.of(clock).cancel(one);
    expect(clock.timers.size).toBe(0);
  });
});
