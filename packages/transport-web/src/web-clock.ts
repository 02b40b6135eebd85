/** The real time, as every web platform has it. */
import type { Clock } from '@wirechart/core';

/** Whole milliseconds, and timers that do not keep the process alive where that is a question. */
export const webClock: Clock = {
  now: () => Math.floor(performance.now()),
  setTimer(callback, delay) {
    // A delay is rounded down; a timer must not be early.
    const timer = setTimeout(callback, Math.min(Math.ceil(delay) + 1, LONGEST));
    (timer as { unref?: () => void }).unref?.();
    return timer;
  },
  clearTimer: (timer) => clearTimeout(timer),
};

const LONGEST = 2 ** 31 - 1;
