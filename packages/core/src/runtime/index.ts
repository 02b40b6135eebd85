/** The runtimes by name. */
import { shown } from '../errors/check-arguments.js';
import { compiled } from './compiled/compiled.js';
import { interpreted } from './interpreted.js';
import type { Runtime } from './runtime.js';

/** `'xstate'`: XState's own interpreter. */
export type RuntimeName = 'compiled' | 'xstate';

/** @throws RangeError for any other name. */
export function runtimeNamed(name: RuntimeName): Runtime {
  switch (name) {
    case 'compiled':
      return compiled;
    case 'xstate':
      return interpreted;
    default:
      throw new RangeError(`runtime must be 'compiled' or 'xstate', not ${shown(name)}`);
  }
}
