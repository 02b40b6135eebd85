import { workerData } from 'node:worker_threads';
import { noteStuck } from './journal.js';
import { PULSE, type Pulse } from './pulse.js';

// A thread beside the one in which the parser runs. It ends the process when that thread falls silent, even in a loop that never
// yields. Being a part of the process, it stands still where the process does: time that neither of them has does not count.

/** Milliseconds between two looks. */
const BEAT = 25;
/** Limits for which a thread may be silent that does not compute: what it waits for may come, or it may have got no core. */
const LONGEST = 2;

const { folder, pulse } = workerData as { readonly folder: string; readonly pulse: Pulse };

let [beats, silent, last] = [-1, 0, performance.now()];
let computed = process.cpuUsage();

setInterval(() => {
  const now = performance.now();
  const passed = Math.min(now - last, 2 * BEAT);
  last = now;
  const seen = Atomics.load(pulse, PULSE.beats);
  const limit = Atomics.load(pulse, PULSE.limit);
  if (seen !== beats || limit === 0) {
    [beats, silent, computed] = [seen, 0, process.cpuUsage()];
    return;
  }
  silent += passed;
  if (silent < limit) return;
  const { user, system } = process.cpuUsage(computed);
  if ((user + system) / 1000 < limit / 4 && silent < LONGEST * limit) return;
  noteStuck(folder);
  process.kill(process.pid, 'SIGKILL');
}, BEAT);
