/** What is suspicious can be shown. */
import { jsonHeader } from '@wirechart/protocols/json-header';
import { expect, it } from 'vitest';
import { recordChunks } from '../../src/index.js';
import { lintAll } from '../../src/program/lints.js';
import { filterOf } from '../../src/program/list/filter.js';
import { Model } from '../../src/program/model.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { contextOf } from '../../src/program/view.js';

it.each(['responding', 'waits for an answer', 'asks.waits for an answer'])(
  'its filter finds the connections that it means, in a state %s',
  (name) => {
    const { hello } = inspectionOfDump(recordChunks(jsonHeader(), 'server', [])).history.live;
    const [chart, ...charts] = hello?.charts ?? [];
    if (hello === undefined || chart === undefined) throw new Error('nothing was recorded');
    const read = chart.states.findIndex(({ path }) => path === 'responding');
    const states = chart.states.map((state, index) => (index === read ? { ...state, path: name } : state));
    const model = new Model();
    model.apply({ ...hello, charts: [{ ...chart, states }, ...charts] });
    model.apply({ type: 'opened', connections: [{ id: 1, name: 'one', remote: 'there', local: 'here', time: 0 }] });
    const row = { id: 1, protocol: 0, read, write: 1, also: [], readSince: 0, writeSince: 0 };
    const bytes = { bytesIn: 0, bytesOut: 0, buffered: 0, queued: 0 };
    model.apply({ type: 'tick', time: 5000, gap: 0, whole: false, rows: [{ ...row, ...bytes }], counts: [] });
    const lints = lintAll(model);
    expect(lints.map(({ kind }) => kind)).toEqual(['slow-handler']);
    const found = [...model.entries.values()].filter(filterOf(lints[0]?.filter ?? '-id:1')(contextOf(model)));
    expect(found.map(({ row: { id } }) => id)).toEqual([1]);
  },
);
