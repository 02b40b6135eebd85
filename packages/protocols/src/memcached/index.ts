/**
 * The memcached protocols (doc/protocol.txt and doc/protocol-binary.xml of memcached): servers and clients of the text
 * and the binary one with the same commands and replies.
 */
import { memcachedClient } from './client.js';
import { memcachedServer } from './server.js';

export const memcached = {
  server: memcachedServer,
  client: memcachedClient,
};

export type { MemcachedClientOptions } from './client.js';
export {
  type AnyCommand,
  type Arithmetic,
  type ArithmeticOptions,
  add,
  append,
  type Command,
  type Delete,
  decrement,
  type Flush,
  flush,
  type Get,
  get,
  increment,
  keyOf,
  noop,
  type Plain,
  type Put,
  type PutOptions,
  prepend,
  type Rejected,
  remove,
  replace,
  type Stats,
  set,
  stats,
  type Tag,
  type Touch,
  touch,
  type Verbosity,
  version,
} from './command.js';
export { memcachedCodes, refusalFor } from './errors.js';
export type { MemcachedOptions } from './options.js';
export {
  type Answer,
  type Counted,
  type Item,
  isHeard,
  type Outcome,
  type QuietFailureEvent,
  type Refusal,
  type Reply,
  type Statistics,
  status,
  type Values,
  type Version,
} from './reply.js';
export type { MemcachedServerOptions } from './server.js';
