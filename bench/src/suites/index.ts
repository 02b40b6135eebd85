/** Every suite, in the order in which they run. */
import type { Suite } from '../harness/suite.js';
import { framing } from './framing.js';
import { oneByte } from './one-byte.js';
import { readPath } from './read-path.js';
import { server } from './server.js';
import { xstate } from './xstate.js';

export const suites: readonly Suite[] = [readPath, xstate, framing, oneByte, server];
