/** The real time. */
import { expect, test } from 'vitest';
import { systemClock } from '../src/index.js';

test('a timer calls back once, and never before its delay has passed', async () => {
  const delays = Array.from({ length: 40 }, (_, index) => index * 0.7);
  const early = await Promise.all(
    delays.map(async (delay) => {
      const begin = systemClock.now();
      await new Promise<void>((resolve) => systemClock.setTimer(resolve, delay));
      return delay - (systemClock.now() - begin);
    }),
  );
  expect(Math.max(...early)).toBeLessThanOrEqual(0);
});

test('a timer that was cleared does not call back', async () => {
  let called = false;
  const timer = systemClock.setTimer(() => {
    called = true;
  }, 1);
  systemClock.clearTimer(timer);
  await new Promise<void>((resolve) => systemClock.setTimer(resolve, 5));
  expect(called).toBe(false);
});

test('a timer does not keep the process alive', () => {
  const timer = systemClock.setTimer(() => {}, 1_000) as NodeJS.Timeout;
  expect(timer.hasRef()).toBe(false);
  systemClock.clearTimer(timer);
});

test('a delay beyond what the system counts is long, not short', async () => {
  let called = false;
  const timer = systemClock.setTimer(() => {
    called = true;
  }, 2 ** 40);
  await new Promise<void>((resolve) => systemClock.setTimer(resolve, 5));
  systemClock.clearTimer(timer);
  expect(called).toBe(false);
});
