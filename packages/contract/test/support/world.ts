/** A network in memory, for suites that want one. */
import { simulatedNetwork } from '../../../transport-memory/src/index.js';
import type { World } from '../../src/index.js';

export function world(): World {
  const network = simulatedNetwork();
  return { endpoint: network.endpoint('server'), settle: () => network.runUntilIdle() };
}
