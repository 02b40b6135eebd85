/** The runtimes by name. */
import { interpreted } from './interpreted.js';
import type { Runtime } from './runtime.js';

/** `'xstate'`: XState's own interpreter. */
export type RuntimeName = 'compiled' | 'xstate';

export function runtimeNamed(_name: RuntimeName): Runtime {
  return interpreted;
}
