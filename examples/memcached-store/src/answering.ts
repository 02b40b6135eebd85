/** A handler for `serve`: commands in, answers out. */
import { type Answer, type Command, type Get, type Item, isHeard } from '@wirechart/protocols/memcached';
import type { MemoryStore } from './memory-store.js';

/**
 * Answers commands from a store.
 *
 * @example
 * const server = await serve(memcached.server(), answering(new MemoryStore({ now: Date.now })), tcp({ port: 11211 }));
 */
export function answering(store: MemoryStore): (command: Command) => Answer | undefined | AsyncGenerator<Answer> {
  return (command) => {
    if (command.type === 'get' && command.keys.length > 1) return inBatches(command, store);
    const reply = store.execute(command);
    return isHeard(command, reply) ? { to: command, reply } : undefined;
  };
}

/**
 * A line of 64 KiB can ask for a value of 1 MiB thirty thousand times. So that it is not all held at once, the next items
 * are taken when the ones before are on their way.
 */
async function* inBatches(command: Get, store: MemoryStore): AsyncGenerator<Answer> {
  let items: Item[] = [];
  let bytes = 0;
  for (const key of command.keys) {
    const item = store.get(key, command.exptime);
    if (item === undefined) continue;
    items.push(item);
    bytes += item.value.length;
    if (bytes < BATCH) continue;
    yield { to: command, reply: { type: 'values', items, more: true } };
    items = [];
    bytes = 0;
  }
  yield { to: command, reply: { type: 'values', items, more: false } };
}

const BATCH = 256 * 1024;
