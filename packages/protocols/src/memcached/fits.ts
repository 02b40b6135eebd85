/** Which replies a command can have (doc/protocol.txt and doc/protocol-binary.xml of memcached). */
import type { Command } from './command.js';
import type { Reply } from './reply.js';

/** Whether this may be the reply to that command, in either protocol. An error may be the reply to any. */
export function fits(reply: Reply, command: Command): boolean {
  if (reply.type === 'error') return true;
  switch (command.type) {
    case 'get':
      return (
        reply.type === 'values' && reply.items.length <= command.keys.length && haveKeys(reply.items, command.keys)
      );
    case 'set':
    case 'add':
    case 'replace':
    case 'append':
    case 'prepend':
      if (reply.type === 'stored' || reply.type === 'not-stored') return true;
      return command.cas !== undefined && (reply.type === 'exists' || reply.type === 'not-found');
    case 'delete':
      if (reply.type === 'deleted' || reply.type === 'not-found') return true;
      return command.cas !== undefined && reply.type === 'exists';
    case 'increment':
    case 'decrement':
      if (reply.type === 'number' || reply.type === 'not-found') return true;
      return reply.type === 'not-stored' || (command.cas !== undefined && reply.type === 'exists');
    case 'touch':
      return reply.type === 'touched' || reply.type === 'not-found';
    case 'stats':
      return reply.type === 'stats' || (command.group !== '' && reply.type === 'ok');
    case 'version':
      return reply.type === 'version';
    case 'flush':
    case 'verbosity':
    case 'noop':
    case 'quit':
      return reply.type === 'ok';
    case 'rejected':
      return false;
  }
}

/** Each item under a key that was asked for, and no more often. Proxies may give them in another order. */
function haveKeys(items: readonly { readonly key: string }[], keys: readonly string[]): boolean {
  if (items.length === 0) return true;
  if (keys.length === 1) return items[0]?.key === keys[0];
  const left = new Map<string, number>();
  for (const key of keys) left.set(key, (left.get(key) ?? 0) + 1);
  return items.every(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  });
}
