/** Servers of further protocols. Not with the others, so that their code does not lie in the memory that is measured there. */
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { memcached, set } from '@wirechart/protocols/memcached';
import { respServer } from '@wirechart/protocols/resp';
import { respService } from '@wirechart/resp-service';
import { createMemcachedServer } from '../by-hand/memcached-server.js';
import { createUnreadServer } from '../by-hand/unread-server.js';
import type { Subjects } from '../harness/worker.js';
import { ITEM } from './exchanges.js';
import { listening, ours } from './servers.js';

export const subjects: Subjects = {
  'memcached: ours': () => ours(memcached.server(), answering(storeWithItem())),
  'memcached: by hand': () => listening(createMemcachedServer(storeWithItem())),
  'resp: ours': () => {
    const { handler, onEvent } = respService({ now: Date.now });
    return ours(respServer(), handler, { onEvent });
  },
  'resp: unread': () => listening(createUnreadServer()),
};

function storeWithItem(): MemoryStore {
  const store = new MemoryStore({ now: Date.now });
  store.execute(set(ITEM.key, ITEM.value));
  return store;
}
