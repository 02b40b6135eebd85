/** Commands about sets. */
import { ErrorReply } from '@wirechart/protocols/resp';
import { bytesOf, countOf, keyOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import type { Store } from '../store.js';

export function setCommands(store: Store): CommandTable {
  const get = (key: Uint8Array | undefined) => store.members(keyOf(key));
  return {
    SADD: {
      args: [2, ANY],
      run: ([key, ...members]) => {
        const name = keyOf(key);
        const held = store.members(name);
        const set = held ?? new Set<string>();
        const before = set.size;
        for (const member of members) set.add(keyOf(member));
        if (held === undefined) store.set(name, set);
        return set.size - before;
      },
    },
    SREM: {
      args: [2, ANY],
      run: ([key, ...members]) => {
        const set = get(key);
        if (set === undefined) return 0;
        const removed = members.reduce((sum, member) => sum + (set.delete(keyOf(member)) ? 1 : 0), 0);
        if (set.size === 0) store.delete(keyOf(key));
        return removed;
      },
    },
    // Any member will do; the one that has been there longest is as good as one by lot.
    SPOP: {
      args: [1, ANY],
      run: ([key, count, ...more]) => {
        if (more.length > 0) throw new ErrorReply('ERR syntax error');
        const many = count === undefined ? undefined : countOf(count);
        const set = get(key);
        const taken: string[] = [];
        for (const member of set ?? []) {
          if (taken.length >= (many ?? 1)) break;
          taken.push(member);
          set?.delete(member);
        }
        if (set?.size === 0) store.delete(keyOf(key));
        const members = taken.map(bytesOf);
        return many === undefined ? (members[0] ?? null) : new Set(members);
      },
    },
    SMEMBERS: { args: [1, 1], run: ([key]) => new Set([...(get(key) ?? [])].map(bytesOf)) },
    SISMEMBER: { args: [2, 2], run: ([key, member]) => (get(key)?.has(keyOf(member)) ? 1 : 0) },
    SCARD: { args: [1, 1], run: ([key]) => get(key)?.size ?? 0 },
  };
}
