/** The real time. */
import type { Clock } from '@wirechart/core';

/**
 * Milliseconds since the process began, whole ones: a fraction would take memory of its own wherever a time is kept. And
 * timers that do not keep the process alive: an open socket does that by itself. A delay longer than 2³¹ − 1 ms (24.8
 * days), the most that Node's timers count, is cut to that.
 */
export const systemClock: Clock = {
  now: () => Math.floor(time.now()),
  setTimer(callback, delay, keepsAlive = false) {
    // Node rounds the delay down and counts from the start of the current millisecond; a timer must not be early.
    const timer = setTimeout(callback, Math.min(Math.ceil(delay) + 1, LONGEST));
    return keepsAlive ? timer : timer.unref();
  },
  clearTimer(timer) {
    clearTimeout(timer as NodeJS.Timeout);
  },
  random: Math.random,
};

/** To ask the global object for it each time takes a tenth as long as to read the clock. */
const time = globalThis.performance;
const LONGEST = 2 ** 31 - 1;
