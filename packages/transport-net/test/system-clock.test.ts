/** The real time. */
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

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

const taskTime = () => systemClock.taskTime?.() as number;

/** Makes a reading of the clock one millisecond later than the one before. Returns how many there were. */
function tickingReads(): () => number {
  let reads = 0;
  const start = Math.ceil(performance.now()) + 1;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    reads += 1;
    return start + reads;
  });
  return () => reads;
}

test('a task that asks often has a reading between many, but never an old one', async () => {
  const reads = tickingReads();
  await undefined;
  let askedSince = 0;
  let most = 0;
  for (let asked = 0, before = reads(); asked < 10_000; asked++) {
    taskTime();
    askedSince = reads() === before ? askedSince + 1 : 0;
    before = reads();
    most = Math.max(most, askedSince);
  }
  expect(reads()).toBeLessThan(500);
  expect(most).toBeLessThan(32);
});

test('what one task was told is not told in the next', async () => {
  for (let asked = 0; asked < 100; asked++) taskTime();
  const reads = tickingReads();
  for (let tasks = 0; tasks < 40; tasks++) {
    await undefined;
    const before = reads();
    taskTime();
    expect(reads()).toBe(before + 1);
  }
});

test('the time of a task is never before one that was told', async () => {
  tickingReads();
  let told = 0;
  for (let tasks = 0; tasks < 20; tasks++) {
    await undefined;
    for (let asked = 0; asked < 100; asked++) {
      const now = asked % 7 === 0 ? systemClock.now() : taskTime();
      expect(now).toBeGreaterThanOrEqual(told);
      told = now;
    }
  }
});

test('a clock that is made of it tells its own time', () => {
  let now = 5;
  const own = { ...systemClock, now: () => now };
  for (now = 5; now < 200; now++) expect(own.taskTime?.()).toBe(now);
});
