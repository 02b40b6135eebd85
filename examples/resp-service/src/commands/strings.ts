/** Commands about strings. */
import { encodeUtf8 } from '@wirechart/core';
import { ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { integerOf, keyOf, wordOf } from '../arguments.js';
import { ANY, type CommandRow, type CommandTable } from '../command-table.js';
import { momentOf, type TimeUnit } from '../expiry.js';
import { grown } from '../grow.js';
import { sumOfReals } from '../long-double.js';
import type { Store } from '../store.js';

export function stringCommands(store: Store): CommandTable {
  const add = (key: Uint8Array | undefined, by: number | bigint): RespValue => {
    const name = keyOf(key);
    const held = store.string(name);
    const sum = plus(held === undefined ? 0 : integerOf(held), by);
    store.set(name, encodeUtf8(String(sum)), true);
    return sum;
  };
  const setFor = (time: TimeUnit, command: string): CommandRow => ({
    args: [3, 3],
    run: ([key, duration, value]) => {
      const name = keyOf(key);
      const at = momentOf(duration, time, { now: store.now, command, past: false });
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
    SETEX: setFor({ unit: 1000, from: 'now' }, 'setex'),
    PSETEX: setFor({ unit: 1, from: 'now' }, 'psetex'),
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
        if (held.length + added.length > LONGEST) {
          throw new ErrorReply('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
        }
        // The value before is nobody's any more, but for replies, which see no more of it than there was.
        const whole = grown(held, added);
        store.set(name, whole, true);
        return whole.length;
      },
    },
    STRLEN: { args: [1, 1], run: ([key]) => store.string(keyOf(key))?.length ?? 0 },
    INCR: { args: [1, 1], run: ([key]) => add(key, 1) },
    DECR: { args: [1, 1], run: ([key]) => add(key, -1) },
    INCRBYFLOAT: {
      args: [2, 2],
      run: ([key, by]) => {
        const name = keyOf(key);
        const held = store.string(name);
        const sum = encodeUtf8(sumOfReals(held === undefined ? '0' : keyOf(held), keyOf(by)));
        store.set(name, sum, true);
        return sum;
      },
    },
    INCRBY: { args: [2, 2], run: ([key, by]) => add(key, integerOf(by)) },
    DECRBY: { args: [2, 2], run: ([key, by]) => add(key, negated(integerOf(by))) },
  };
}

/** https://redis.io/docs/latest/commands/set/ */
function set(store: Store, args: readonly Uint8Array[]): RespValue {
  const name = keyOf(args[0]);
  const value = args[1];
  if (args.length === 2) {
    store.set(name, kept(value));
    return 'OK';
  }
  const options = args.slice(2);
  const { when, get, keep, time } = setOptions(options);
  const at = time && momentOf(time.argument, time.time, { now: store.now, command: 'set', past: false });
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
  time?: { readonly word: string; readonly argument: Uint8Array; readonly time: TimeUnit };
}

/** The same option twice is no fault: the last counts. */
function setOptions(options: readonly Uint8Array[]): SetOptions {
  const chosen: SetOptions = {};
  for (let i = 0; i < options.length; i++) {
    const word = wordOf(options[i]);
    const time = TIMES.get(word);
    const argument = options[i + 1];
    if (time !== undefined && argument !== undefined && !chosen.keep && (chosen.time?.word ?? word) === word) {
      i += 1;
      chosen.time = { word, argument, time };
    } else if ((word === 'NX' || word === 'XX') && (chosen.when ?? word) === word) chosen.when = word;
    else if (word === 'GET') chosen.get = true;
    else if (word === 'KEEPTTL' && chosen.time === undefined) chosen.keep = true;
    else throw new ErrorReply('ERR syntax error');
  }
  return chosen;
}

const TIMES = new Map<string, TimeUnit>([
  ['EX', { unit: 1000, from: 'now' }],
  ['PX', { unit: 1, from: 'now' }],
  ['EXAT', { unit: 1000, from: '1970' }],
  ['PXAT', { unit: 1, from: '1970' }],
]);

/** As redis-server has it, unless it is told otherwise. */
const LONGEST = 512 * 1024 * 1024;

/** A view would keep the whole chunk that it came in. */
const kept = (value: Uint8Array | undefined): Uint8Array => new Uint8Array(value as Uint8Array);

/** The least integer of 64 bits has no counterpart. */
function negated(by: number | bigint): number | bigint {
  const value = -BigInt(by);
  if (BigInt.asIntN(64, value) !== value) throw new ErrorReply('ERR decrement would overflow');
  return typeof by === 'number' ? -by : value;
}

function plus(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  if (BigInt.asIntN(64, sum) !== sum) throw new ErrorReply('ERR increment or decrement would overflow');
  return sum;
}
