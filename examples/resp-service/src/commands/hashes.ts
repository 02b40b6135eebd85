/** Commands about hashes. */
import { ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { bytesOf, keyOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import type { Store } from '../store.js';

export function hashCommands(store: Store): CommandTable {
  const get = (key: Uint8Array | undefined) => store.hash(keyOf(key));
  return {
    HSET: {
      args: [3, ANY],
      run: ([key, ...pairs]) => {
        if (pairs.length % 2 !== 0) throw new ErrorReply("ERR wrong number of arguments for 'hset' command");
        const name = keyOf(key);
        const held = store.hash(name);
        const hash = held ?? new Map<string, Uint8Array>();
        const before = hash.size;
        for (let at = 0; at < pairs.length; at += 2) hash.set(keyOf(pairs[at]), (pairs[at + 1] as Uint8Array).slice());
        if (held === undefined) store.set(name, hash);
        return hash.size - before;
      },
    },
    HGET: { args: [2, 2], run: ([key, field]) => get(key)?.get(keyOf(field)) ?? null },
    HMGET: {
      args: [2, ANY],
      run: ([key, ...fields]) => {
        const hash = get(key);
        return fields.map((field) => hash?.get(keyOf(field)) ?? null);
      },
    },
    HGETALL: {
      args: [1, 1],
      run: ([key]) => {
        const all = new Map<RespValue, RespValue>();
        for (const [field, value] of get(key) ?? []) all.set(bytesOf(field), value);
        return all;
      },
    },
    HDEL: {
      args: [2, ANY],
      run: ([key, ...fields]) => {
        const hash = get(key);
        if (hash === undefined) return 0;
        const removed = fields.reduce((sum, field) => sum + (hash.delete(keyOf(field)) ? 1 : 0), 0);
        if (hash.size === 0) store.delete(keyOf(key));
        return removed;
      },
    },
    HEXISTS: { args: [2, 2], run: ([key, field]) => (get(key)?.has(keyOf(field)) ? 1 : 0) },
    HKEYS: { args: [1, 1], run: ([key]) => [...(get(key)?.keys() ?? [])].map(bytesOf) },
    HVALS: { args: [1, 1], run: ([key]) => [...(get(key)?.values() ?? [])] },
    HLEN: { args: [1, 1], run: ([key]) => get(key)?.size ?? 0 },
  };
}
