/** Commands about strings. */
import { encodeUtf8 } from '@wirechart/core';
import { ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { integerOf, keyOf, numberOf, wordOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import type { Store } from '../store.js';

export function stringCommands(store: Store): CommandTable {
  const add = (key: Uint8Array | undefined, by: number | bigint): RespValue => {
    const name = keyOf(key);
    const held = store.string(name);
    const sum = plus(held === undefined ? 0 : integerOf(held), by);
    store.set(name, encodeUtf8(String(sum)), true);
    return sum;
  };
  const setFor = (unit: number, command: string): CommandTable[string] => ({
    args: [3, 3],
    run: ([key, time, value]) => {
      const name = keyOf(key);
      const at = store.now + lifetime(time, command) * unit;
      store.set(name, kept(value));
      store.expire(name, at);
      return 'OK';
    },
  });
  return {
    GET: { args: [1, 1], run: ([key]) => store.string(keyOf(key)) ?? null },
    SET: { args: [2, ANY], run: (args) => set(store, args) },
    SETNX: {
      args: [2, 2],
      run: ([key, value]) => {
        const name = keyOf(key);
        if (store.get(name) !== undefined) return 0;
        store.set(name, kept(value));
        return 1;
      },
    },
    SETEX: setFor(1000, 'setex'),
    PSETEX: setFor(1, 'psetex'),
    GETSET: {
      args: [2, 2],
      run: ([key, value]) => {
        const before = store.string(keyOf(key)) ?? null;
        store.set(keyOf(key), kept(value));
        return before;
      },
    },
    GETDEL: {
      args: [1, 1],
      run: ([key]) => {
        const value = store.string(keyOf(key)) ?? null;
        store.delete(keyOf(key));
        return value;
      },
    },
    MGET: {
      args: [1, ANY],
      run: (keys) =>
        keys.map((key) => {
          const value = store.get(keyOf(key));
          return value instanceof Uint8Array ? value : null;
        }),
    },
    MSET: {
      args: [2, ANY],
      run: (args) => {
        if (args.length % 2 !== 0) throw new ErrorReply("ERR wrong number of arguments for 'mset' command");
        for (let at = 0; at < args.length; at += 2) store.set(keyOf(args[at]), kept(args[at + 1]));
        return 'OK';
      },
    },
    APPEND: {
      args: [2, 2],
      run: ([key, value]) => {
        const name = keyOf(key);
        const held = store.string(name) ?? new Uint8Array(0);
        const added = value as Uint8Array;
        const whole = new Uint8Array(held.length + added.length);
        whole.set(held);
        whole.set(added, held.length);
        store.set(name, whole, true);
        return whole.length;
      },
    },
    STRLEN: { args: [1, 1], run: ([key]) => store.string(keyOf(key))?.length ?? 0 },
    INCR: { args: [1, 1], run: ([key]) => add(key, 1) },
    DECR: { args: [1, 1], run: ([key]) => add(key, -1) },
    INCRBY: { args: [2, 2], run: ([key, by]) => add(key, integerOf(by)) },
    DECRBY: { args: [2, 2], run: ([key, by]) => add(key, plus(0, -BigInt(integerOf(by)))) },
  };
}

/** https://redis.io/docs/latest/commands/set/ */
function set(store: Store, [key, value, ...options]: readonly Uint8Array[]): RespValue {
  const name = keyOf(key);
  if (options.length === 0) {
    store.set(name, kept(value));
    return 'OK';
  }
  const { when, get, keep, at } = setOptions(store, options);
  const before = store.get(name);
  const reply = get ? (store.string(name) ?? null) : null;
  if ((when === 'NX' && before !== undefined) || (when === 'XX' && before === undefined)) return reply;
  store.set(name, kept(value), keep);
  if (at !== undefined) store.expire(name, at);
  return get ? reply : 'OK';
}

interface SetOptions {
  when?: string;
  get?: boolean;
  keep?: boolean;
  /** When it expires, in milliseconds on the store's clock. */
  at?: number;
}

function setOptions(store: Store, options: readonly Uint8Array[]): SetOptions {
  const chosen: SetOptions = {};
  for (let i = 0; i < options.length; i++) {
    const word = wordOf(options[i]);
    const time = TIMES.get(word);
    if (time !== undefined && chosen.at === undefined && !chosen.keep) {
      i += 1;
      chosen.at = (time.from === 'now' ? store.now : 0) + lifetime(options[i], 'set') * time.unit;
    } else if ((word === 'NX' || word === 'XX') && chosen.when === undefined) chosen.when = word;
    else if (word === 'GET') chosen.get = true;
    else if (word === 'KEEPTTL' && chosen.at === undefined) chosen.keep = true;
    else throw new ErrorReply('ERR syntax error');
  }
  return chosen;
}

const TIMES = new Map<string, { readonly unit: number; readonly from: 'now' | '1970' }>([
  ['EX', { unit: 1000, from: 'now' }],
  ['PX', { unit: 1, from: 'now' }],
  ['EXAT', { unit: 1000, from: '1970' }],
  ['PXAT', { unit: 1, from: '1970' }],
]);

function lifetime(time: Uint8Array | undefined, command: string): number {
  if (time === undefined) throw new ErrorReply('ERR syntax error');
  const value = numberOf(time);
  if (value <= 0) throw new ErrorReply(`ERR invalid expire time in '${command}' command`);
  return value;
}

/** A view would keep the whole chunk that it came in. */
const kept = (value: Uint8Array | undefined): Uint8Array => new Uint8Array(value as Uint8Array);

function plus(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  if (BigInt.asIntN(64, sum) !== sum) throw new ErrorReply('ERR increment or decrement would overflow');
  return sum;
}
