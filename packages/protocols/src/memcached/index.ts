/** The memcached protocols, text and binary: servers, clients, and a store in memory. */
import { memcachedServer } from './server.js';

export const memcached = {
  server: memcachedServer,
};

export { answering } from './store/answering.js';
export { MemoryStore, type MemoryStoreOptions } from './store/memory-store.js';
