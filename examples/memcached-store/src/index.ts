/** A store in memory, and the handler that makes a server of memcached of it. */
export { answering } from './answering.js';
export { MemoryStore, type MemoryStoreOptions } from './memory-store.js';
