/** Every suite, in the order in which they run. */
import type { Suite } from '../harness/suite.js';
import { readPath } from './read-path.js';
import { xstate } from './xstate.js';

export const suites: readonly Suite[] = [readPath, xstate];
