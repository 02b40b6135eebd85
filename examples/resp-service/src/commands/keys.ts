/** Commands about keys of any kind. */
import type { RespValue } from '@wirechart/protocols/resp';
import { bytesOf, keyOf, numberOf, wordOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import { globTest } from '../glob.js';
import { List } from '../list.js';
import type { Store } from '../store.js';

export function keyCommands(store: Store): CommandTable {
  const count = (keys: readonly Uint8Array[], test: (key: string) => boolean) =>
    keys.reduce((sum, key) => sum + (test(keyOf(key)) ? 1 : 0), 0);
  const expireIn = (unit: number): CommandTable[string] => ({
    args: [2, 2],
    run: ([key, time]) => (store.expire(keyOf(key), store.now + numberOf(time) * unit) ? 1 : 0),
  });
  const expireAt = (unit: number): CommandTable[string] => ({
    args: [2, 2],
    run: ([key, time]) => (store.expire(keyOf(key), numberOf(time) * unit) ? 1 : 0),
  });
  const timeLeft = (unit: number): CommandTable[string] => ({
    args: [1, 1],
    run: ([key]) => {
      const name = keyOf(key);
      if (store.get(name) === undefined) return -2;
      const at = store.expiryOf(name);
      return at === undefined ? -1 : Math.round((at - store.now) / unit);
    },
  });
  const clear: CommandTable[string] = {
    args: [0, 1],
    run: () => {
      store.clear();
      return 'OK';
    },
  };
  const remove: CommandTable[string] = { args: [1, ANY], run: (keys) => count(keys, (key) => store.delete(key)) };
  return {
    DEL: remove,
    UNLINK: remove,
    EXISTS: { args: [1, ANY], run: (keys) => count(keys, (key) => store.get(key) !== undefined) },
    EXPIRE: expireIn(1000),
    PEXPIRE: expireIn(1),
    EXPIREAT: expireAt(1000),
    PEXPIREAT: expireAt(1),
    PERSIST: { args: [1, 1], run: ([key]) => (store.expire(keyOf(key), undefined) ? 1 : 0) },
    TTL: timeLeft(1000),
    PTTL: timeLeft(1),
    TYPE: { args: [1, 1], run: ([key]) => typeName(store, keyOf(key)) },
    KEYS: {
      args: [1, 1],
      run: ([pattern]) =>
        store
          .keys()
          .filter(globTest(keyOf(pattern)))
          .map(bytesOf),
    },
    SCAN: { args: [1, ANY], run: (args) => scan(store, args) },
    DBSIZE: { args: [0, 0], run: () => store.keys().length },
    FLUSHDB: clear,
    FLUSHALL: clear,
  };
}

/** All keys in one answer, which is a valid iteration: the cursor that comes back is 0. */
function scan(store: Store, [, ...options]: readonly Uint8Array[]): RespValue {
  let keys = store.keys();
  for (let at = 0; at + 1 < options.length; at += 2) {
    if (wordOf(options[at]) === 'MATCH') keys = keys.filter(globTest(keyOf(options[at + 1])));
  }
  return [bytesOf('0'), keys.map(bytesOf)];
}

function typeName(store: Store, key: string): string {
  const value = store.get(key);
  if (value === undefined) return 'none';
  if (value instanceof Uint8Array) return 'string';
  if (value instanceof List) return 'list';
  return value instanceof Map ? 'hash' : 'set';
}
