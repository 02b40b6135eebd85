/** Whether what a page asks is what the feed says that it may. */
import type { ListRequest, ViewRequest } from '../feed.js';
import { isColumn } from './list/sort.js';

/** @throws TypeError or RangeError that says what is wrong. */
export function checkRequest({ charts, list, connection, time }: ViewRequest): void {
  if (charts !== undefined && !(Array.isArray(charts) && charts.every(Number.isInteger))) {
    throw new TypeError('charts must be a list of numbers');
  }
  if (list !== undefined && list !== null) checkList(list);
  if (connection !== undefined && connection !== null && !Number.isInteger(connection)) {
    throw new TypeError('connection must be a number');
  }
  if (time !== undefined && time !== 'live' && !Number.isFinite(time))
    throw new TypeError('time must be a number or live');
}

function checkList({ filter, sort, descending, from, count }: ListRequest): void {
  if (typeof filter !== 'string') throw new TypeError('filter must be a text');
  if (!isColumn(sort)) throw new RangeError(`there is no column ${String(sort)}`);
  if (typeof descending !== 'boolean') throw new TypeError('descending must be true or false');
  if (!(Number.isInteger(from) && from >= 0)) throw new RangeError('from must be an integer from 0');
  if (!(Number.isInteger(count) && count >= 1 && count <= 500)) throw new RangeError('count must be from 1 to 500');
}
