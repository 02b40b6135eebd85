/** The real time. */
import type { Clock } from '@wirechart/core';

/** To ask the global object for it each time takes a tenth as long as to read the clock. */
const time = globalThis.performance;
const LONGEST = 2 ** 31 - 1;

/** What the clock last said. */
let last = 0;
/** How often that may be told again, before the task ends. */
let shares = 0;
let sharing = false;
let asked = 0;
const SHARE_EVERY = 16;
/** However long the task: what is shared is not older than it takes to handle so many chunks. */
const MOST_SHARES = 31;
const settled = Promise.resolve();
function endSharing(): void {
  shares = 0;
  sharing = false;
}

/**
 * Milliseconds since the process began, whole ones: a fraction would take memory of its own wherever a time is kept. And
 * timers that do not keep the process alive: an open socket does that by itself. A delay longer than 2³¹ − 1 ms (24.8
 * days), the most that Node's timers count, is cut to that.
 */
export const systemClock: Clock = {
  now() {
    last = Math.floor(time.now());
    return last;
  },
  // To hear of the end of a task costs more than half of what the clock does, and most tasks ask once: so only each sixteenth question
  // begins to share. A task that has many chunks soon comes to one.
  taskTime() {
    // A clock that is made of this one may have another time.
    if (this !== systemClock) return this.now();
    if (shares > 0) {
      shares -= 1;
      return last;
    }
    asked += 1;
    if (!sharing && asked % SHARE_EVERY === 0) {
      sharing = true;
      void settled.then(endSharing);
    }
    if (sharing) shares = MOST_SHARES;
    return this.now();
  },
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
