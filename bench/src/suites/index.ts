/** Every suite, in the order in which they run. */
import type { Suite } from '../harness/suite.js';
import { cores } from './cores.js';
import { dialling } from './dialling.js';
import { framing } from './framing.js';
import { fuzz } from './fuzz.js';
import { iterating } from './iterating.js';
import { latency } from './latency.js';
import { many } from './many.js';
import { memcached } from './memcached.js';
import { memory } from './memory.js';
import { oneByte } from './one-byte.js';
import { readPath } from './read-path.js';
import { redis } from './redis.js';
import { resp } from './resp.js';
import { seeing } from './seeing.js';
import { server } from './server.js';
import { setUp } from './set-up.js';
import { streaming } from './streaming.js';
import { tls } from './tls.js';
import { websocket } from './websocket.js';
import { xstate } from './xstate.js';

export const suites: readonly Suite[] = [
  readPath,
  xstate,
  framing,
  resp,
  websocket,
  oneByte,
  seeing,
  server,
  latency,
  many,
  memcached,
  redis,
  streaming,
  iterating,
  setUp,
  tls,
  dialling,
  cores,
  memory,
  fuzz,
];
