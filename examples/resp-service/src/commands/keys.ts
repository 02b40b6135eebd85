/** Commands about keys of any kind. */
import { ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { bytesOf, integerOf, keyOf, wordOf } from '../arguments.js';
import { ANY, type CommandRow, type CommandTable } from '../command-table.js';
import { expireCondition, momentOf, type TimeUnit } from '../expiry.js';
import { globTest } from '../glob.js';
import { List } from '../list.js';
import type { Store } from '../store.js';

export function keyCommands(store: Store): CommandTable {
  const count = (keys: readonly Uint8Array[], test: (key: string) => boolean) =>
    keys.reduce((sum, key) => sum + (test(keyOf(key)) ? 1 : 0), 0);
  const expire = (time: TimeUnit, command: string): CommandRow => ({
    args: [2, ANY],
    run: ([key, argument, ...options]) => {
      const allows = expireCondition(options);
      const at = momentOf(argument, time, { now: store.now, command, past: true });
      const name = keyOf(key);
      return store.get(name) !== undefined && allows(store.expiryOf(name), at) && store.expire(name, at) ? 1 : 0;
    },
  });
  const timeLeft = (unit: number): CommandRow => ({
    args: [1, 1],
    run: ([key]) => {
      const name = keyOf(key);
      if (store.get(name) === undefined) return -2;
      const at = store.expiryOf(name);
      if (at === undefined) return -1;
      if (typeof at === 'number') return Math.round((at - store.now) / unit);
      return (at - BigInt(Math.floor(store.now)) + BigInt((unit / 2) | 0)) / BigInt(unit);
    },
  });
  const clear: CommandRow = {
    args: [0, ANY],
    run: (options) => {
      if (options.length > 1 || (options.length === 1 && !/^A?SYNC$/.test(wordOf(options[0])))) {
        throw new ErrorReply('ERR syntax error');
      }
      store.clear();
      return 'OK';
    },
  };
  const remove: CommandRow = { args: [1, ANY], run: (keys) => count(keys, (key) => store.delete(key)) };
  return {
    DEL: remove,
    UNLINK: remove,
    EXISTS: { args: [1, ANY], run: (keys) => count(keys, (key) => store.get(key) !== undefined) },
    EXPIRE: expire({ unit: 1000, from: 'now' }, 'expire'),
    PEXPIRE: expire({ unit: 1, from: 'now' }, 'pexpire'),
    EXPIREAT: expire({ unit: 1000, from: '1970' }, 'expireat'),
    PEXPIREAT: expire({ unit: 1, from: '1970' }, 'pexpireat'),
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
    DBSIZE: { args: [0, 0], run: () => store.alive },
    FLUSHDB: clear,
    FLUSHALL: clear,
  };
}

/** All keys in one answer, which is a valid iteration: the cursor that comes back is 0, and no other has anything after it. */
function scan(store: Store, [cursor, ...options]: readonly Uint8Array[]): RespValue {
  const from = cursorOf(cursor);
  let isLike: ((key: string) => boolean) | undefined;
  let type: string | undefined;
  for (let at = 0; at < options.length; at += 2) {
    const value = options[at + 1];
    const word = wordOf(options[at]);
    if (value === undefined) throw new ErrorReply('ERR syntax error');
    if (word === 'MATCH') isLike = globTest(keyOf(value));
    else if (word === 'TYPE') type = keyOf(value).toLowerCase();
    else if (word !== 'COUNT' || integerOf(value) < 1) throw new ErrorReply('ERR syntax error');
  }
  const fits = (key: string) => isLike?.(key) !== false && (type === undefined || typeName(store, key) === type);
  const keys = from === 0n ? store.keys().filter(fits) : [];
  return [bytesOf('0'), keys.map(bytesOf)];
}

/** An unsigned integer of 64 bits, as `strtoul` of C reads it. */
function cursorOf(bytes: Uint8Array | undefined): bigint {
  const text = keyOf(bytes);
  const digits = /^[+-]?(\d*)$/.exec(text)?.[1];
  const value = digits === undefined ? undefined : BigInt(digits || '0');
  if (value === undefined || BigInt.asUintN(64, value) !== value) throw new ErrorReply('ERR invalid cursor');
  return value;
}

function typeName(store: Store, key: string): string {
  const value = store.get(key);
  if (value === undefined) return 'none';
  if (value instanceof Uint8Array) return 'string';
  if (value instanceof List) return 'list';
  return value instanceof Map ? 'hash' : 'set';
}
