import inspector from 'node:inspector';
import vm from 'node:vm';

/**
 * Runs a function and stops it after `milliseconds`, even inside a loop that never yields.
 * Under a debugger nothing is stopped, since time stands still at a breakpoint.
 *
 * @returns False if the function was stopped.
 */
export function runGuarded(run: () => void, milliseconds: number): boolean {
  if (inspector.url() !== undefined) {
    run();
    return true;
  }
  // One room for all calls would do, but nested calls would overwrite each other's function.
  const previous = room.run;
  room.run = run;
  try {
    call.runInContext(room, { timeout: Math.max(1, Math.ceil(milliseconds)) });
    return true;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    room.run = previous;
  }
}

/** The same without a guard, where the process is watched from outside. */
export function runUnguarded(run: () => void): boolean {
  run();
  return true;
}

// The only way in Node to interrupt synchronous code of the own thread is the time limit of a script of another context.
const room: { run?: (() => void) | undefined } & vm.Context = vm.createContext({});
const call = new vm.Script('run()');
