/**
 * Lets promises settle between two steps. Whether all have cannot be asked for, so this is a fixed number of turns of the
 * microtask queue, the same on every machine: an application that needs more of them between two events still runs, and
 * still runs the same way each time, but the next event may come before it is done with this one.
 */
export async function settleMicrotasks(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await undefined;
}

/** An await takes one turn, and an async function that returns a promise three: enough for twenty such functions deep. */
const TURNS = 64;
