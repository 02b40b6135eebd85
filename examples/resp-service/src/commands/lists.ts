/** Commands about lists. */
import { ErrorReply, nullArray, type RespValue } from '@wirechart/protocols/resp';
import { countOf, integerOf, keyOf } from '../arguments.js';
import { ANY, type CommandRow, type CommandTable } from '../command-table.js';
import { List } from '../list.js';
import type { Store } from '../store.js';

export function listCommands(store: Store): CommandTable {
  const put = (end: 'push' | 'unshift'): CommandRow => ({
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
  const take = (end: 'pop' | 'shift', command: string): CommandRow => ({
    args: [1, ANY],
    run: ([key, count, ...more], session) => {
      if (more.length > 0) throw new ErrorReply(`ERR wrong number of arguments for '${command}' command`);
      const name = keyOf(key);
      const many = count === undefined ? undefined : countOf(count);
      const list = store.list(name);
      if (list === undefined) return many === undefined || session.version === 3 ? null : nullArray;
      const taken: RespValue[] = [];
      while (taken.length < (many ?? 1) && list.length > 0) taken.push(list[end]() as Uint8Array);
      if (list.length === 0) store.delete(name);
      return many === undefined ? (taken[0] as RespValue) : taken;
    },
  });
  return {
    LPUSH: put('unshift'),
    RPUSH: put('push'),
    LPOP: take('shift', 'lpop'),
    RPOP: take('pop', 'rpop'),
    LLEN: { args: [1, 1], run: ([key]) => store.list(keyOf(key))?.length ?? 0 },
    LRANGE: {
      args: [3, 3],
      run: ([key, start, stop]) => {
        const from = Number(integerOf(start));
        const to = Number(integerOf(stop));
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
