import inspector from 'node:inspector';
import vm from 'node:vm';

/** Milliseconds for which calls go on under one guard, after which the event loop gets a turn: small against a time limit. */
export const SLICE = 20;

/**
 * What became of calls under a guard: they came back, or were stopped. `unclear`: they were stopped, but this process had
 * so little of the time that the machine may have stood still.
 */
export type Guarded = 'came' | 'stopped' | 'unclear';

/**
 * Runs a slice of calls and stops it when one of them takes longer than `timeLimit`, even inside a loop that never yields.
 * Under a debugger nothing is stopped, since time stands still at a breakpoint.
 *
 * @param timeLimit Milliseconds for one call.
 */
export function runGuarded(run: () => void, timeLimit: number): Guarded {
  if (inspector.url() !== undefined) return runUnguarded(run);
  // One room for all calls would do, but nested calls would overwrite each other's function.
  const previous = room.run;
  room.run = run;
  const before = process.cpuUsage();
  try {
    call.runInContext(room, { timeout: Math.max(1, Math.ceil(timeLimit + SLICE)) });
    return 'came';
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const { user, system } = process.cpuUsage(before);
    // The limit is of the clock's time. A loop spends it computing, though maybe on a core that others use too; the calls before
    // it computed for no more than the slice.
    return (user + system) / 1000 >= timeLimit / 4 + SLICE ? 'stopped' : 'unclear';
  } finally {
    room.run = previous;
  }
}

/** The same without a guard, where the process is watched from outside. */
export function runUnguarded(run: () => void): 'came' {
  run();
  return 'came';
}

// The only way in Node to interrupt synchronous code of the own thread is the time limit of a script of another context.
const room: { run?: (() => void) | undefined } & vm.Context = vm.createContext({});
const call = new vm.Script('run()');
