/** What a page may ask, and what it is told. */
import { jsonHeader } from '@wirechart/protocols/json-header';
import { expect, it } from 'vitest';
import { recordChunks } from '../../src/index.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { View } from '../../src/program/view.js';

const { history } = inspectionOfDump(recordChunks(jsonHeader(), 'server', [Buffer.from('\0\x02{}')]));
const list = { filter: '', sort: 'id', descending: false, from: 0, count: 10 };

it.each([
  { charts: 5 },
  { charts: ['0'] },
  { list: 5 },
  { list: { ...list, sort: 'constructor' } },
  { list: { ...list, count: 501 } },
  { list: { ...list, filter: 'colour:red' } },
  { connection: '1' },
  { connection: 1.5 },
  { time: 'now' },
  { time: null },
])('a request with %j is refused, and changes nothing', (nonsense) => {
  const view = new View('v', history);
  view.request({ view: 'v', charts: [0], list: { ...list, sort: 'id' }, connection: 1 });
  view.messages();
  const before = view.messages();
  expect(view.request({ view: 'v', charts: [], list: null, connection: null, ...nonsense } as never).error).toBeTypeOf(
    'string',
  );
  expect(view.messages()).toEqual(before);
  expect(view.connection).toBe(1);
});
