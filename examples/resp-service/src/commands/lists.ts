/** Commands about lists. */
import { nullArray, type RespValue } from '@wirechart/protocols/resp';
import { keyOf, numberOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import { List } from '../list.js';
import type { Store } from '../store.js';

export function listCommands(store: Store): CommandTable {
  const put = (end: 'push' | 'unshift'): CommandTable[string] => ({
    args: [2, ANY],
    run: ([key, ...values]) => {
      const name = keyOf(key);
      const held = store.list(name);
      const list = held ?? new List();
      for (const value of values) list[end](value.slice());
      if (held === undefined) store.set(name, list);
      return list.length;
    },
  });
  const take = (end: 'pop' | 'shift'): CommandTable[string] => ({
    args: [1, 2],
    run: ([key, count]) => {
      const name = keyOf(key);
      const list = store.list(name);
      const many = count === undefined ? undefined : Math.max(0, numberOf(count));
      if (list === undefined) return many === undefined ? null : nullArray;
      const taken: RespValue[] = [];
      while (taken.length < (many ?? 1) && list.length > 0) taken.push(list[end]() as Uint8Array);
      if (list.length === 0) store.delete(name);
      return many === undefined ? (taken[0] as RespValue) : taken;
    },
  });
  return {
    LPUSH: put('unshift'),
    RPUSH: put('push'),
    LPOP: take('shift'),
    RPOP: take('pop'),
    LLEN: { args: [1, 1], run: ([key]) => store.list(keyOf(key))?.length ?? 0 },
    LRANGE: {
      args: [3, 3],
      run: ([key, start, stop]) => {
        const from = numberOf(start);
        const to = numberOf(stop);
        const list = store.list(keyOf(key));
        if (list === undefined) return [];
        const { length } = list;
        return list.range(
          Math.max(0, from < 0 ? length + from : from),
          Math.min(length - 1, to < 0 ? length + to : to),
        );
      },
    },
  };
}
