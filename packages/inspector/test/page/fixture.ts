/** A small feed, the same at every run: a protocol, 10,000 connections, and one of them that stalls inside its content. */
import { packRow } from '../../src/feed/listed-row.js';
import type { Chart, FeedMessage, Hello, ListRequest, ProtocolInfo, Row, Rows, Tick, Watched } from '../../src/feed.js';

const read: Chart = {
  id: 0,
  protocol: 'json-header',
  half: 'read',
  hash: 'fixture-read',
  states: [
    { path: '', parent: -1, type: 'compound', initial: 1 },
    { path: 'awaiting-protoheader', parent: 0, type: 'atomic', initial: -1, need: 'needs 2 bytes' },
    { path: 'awaiting-jsonheader', parent: 0, type: 'atomic', initial: -1, need: 'needs n bytes, at most 65,536' },
    { path: 'awaiting-content', parent: 0, type: 'atomic', initial: -1, need: 'needs n bytes' },
    { path: 'responding', parent: 0, type: 'atomic', initial: -1 },
    { path: 'closed', parent: 0, type: 'final', initial: -1 },
    { path: 'failed', parent: 0, type: 'final', initial: -1 },
  ],
  edges: [
    { source: 0, targets: [6], event: 'malformed', label: 'malformed', kind: 'failure' },
    { source: 1, targets: [2], event: 'protoheader', label: 'protoheader', kind: 'plain' },
    { source: 1, targets: [5], event: 'eof', label: 'eof', kind: 'plain' },
    { source: 2, targets: [3], event: 'jsonheader', label: 'jsonheader', guard: 'fits', kind: 'plain' },
    { source: 2, targets: [6], event: 'xstate.after.header', label: 'after header', kind: 'failure' },
    { source: 3, targets: [4], event: 'content', label: 'content', kind: 'plain' },
    { source: 4, targets: [1], event: 'responded', label: 'responded', kind: 'plain' },
    { source: 3, targets: [6], event: 'xstate.after.content', label: 'after content', kind: 'failure' },
  ],
};

const write: Chart = {
  id: 1,
  protocol: 'json-header',
  half: 'write',
  hash: 'fixture-write',
  states: [
    { path: '', parent: -1, type: 'compound', initial: 1 },
    { path: 'idle', parent: 0, type: 'atomic', initial: -1 },
    { path: 'sending', parent: 0, type: 'atomic', initial: -1 },
  ],
  edges: [
    { source: 1, targets: [2], event: 'send', label: 'send', kind: 'plain' },
    { source: 2, targets: [1], event: 'flushed', label: 'flushed', kind: 'plain' },
  ],
};

const protocol: ProtocolInfo = { id: 0, name: 'json-header', role: 'server', read: 0, write: 1, next: [] };

export const hello: Hello = {
  type: 'hello',
  version: 1,
  view: 'a-view',
  source: { kind: 'live', title: 'echo-server.js', pid: 4711, payload: true },
  epoch: Date.UTC(2026, 10, 29),
  charts: [read, write],
  protocols: [protocol],
};

export const charts = hello.charts;

const NOW = 20_000;

export const rows: readonly Row[] = Array.from({ length: 10_000 }, (_, index): Row => {
  const failed = index % 1000 === 7;
  return {
    id: index + 1,
    name: `json-header/server/${index + 1}`,
    protocol: 0,
    remote: `10.1.${index >> 8}.${index & 255}:41022`,
    local: '10.0.0.1:65432',
    status: failed ? 'failed' : 'open',
    read: failed ? 6 : 1 + (index % 4),
    write: index % 3 === 0 ? 1 : -1,
    readSince: index,
    writeSince: index,
    opened: 0,
    ...(failed
      ? { ended: 19_000, error: { blame: 'remote', code: 'header-not-json', message: 'the header is no JSON' } }
      : {}),
    bytesIn: 131,
    bytesOut: 0,
    buffered: 0,
    queued: 0,
  };
});

const CONTENT = '{"action":"search","value';
const HEADER = '{"byteorder":"little","content-type":"text/json","content-encoding":"utf-8","content-length":40}';
const text = (value: string): string => Buffer.from(value, 'latin1').toString('base64');

/** Connection 3: 2 bytes, a header of 96, and 25 of 40 bytes of content. */
export function watched(id: number): Watched {
  const row = rows[id - 1] as Row;
  const record = { half: 'read' as const, protocol: 0, guards: [] };
  return {
    type: 'connection',
    row: { ...row, read: 3, bytesIn: 2 + HEADER.length + CONTENT.length },
    whole: true,
    missed: { records: 0, in: 0, out: 0 },
    records: [
      { ...record, sequence: 0, time: 1000, from: -1, to: 1, event: 'xstate.init', edge: -1, offset: 0, length: 0 },
      { ...record, sequence: 1, time: 5000, from: 1, to: 2, event: 'protoheader', edge: 1, offset: 0, length: 2 },
      {
        ...record,
        sequence: 2,
        time: 6200,
        from: 2,
        to: 3,
        event: 'jsonheader',
        edge: 3,
        guards: [{ guard: 'fits', passed: true }],
        offset: 2,
        length: HEADER.length,
        why: 'jsonheader: fits let it pass',
        changes: [{ path: 'header.contentLength', after: 40 }],
      },
    ],
    chunks: [
      { direction: 'in', time: 5000, offset: 0, length: 2, data: text('\0\x60') },
      { direction: 'in', time: 6200, offset: 2, length: HEADER.length, data: text(HEADER) },
      { direction: 'in', time: 7000, offset: 2 + HEADER.length, length: CONTENT.length, data: text(CONTENT) },
    ],
    standing: {
      read: {
        state: 3,
        context: { header: { contentLength: 40 } },
        need: { text: 'needs 40 bytes', needs: 40, has: 25 },
        deadlines: [{ name: 'content', at: 35_800 }],
      },
      why: 'needs 40, has 25, content time-out in 15.8 s',
    },
  };
}

export function tick(time: number | 'live'): Tick {
  const at = time === 'live' ? NOW : time;
  return {
    type: 'tick',
    time: at,
    history: {
      live: time === 'live',
      earliest: 12_200,
      latest: NOW,
      previous: at - 100,
      ...(at < NOW ? { next: at + 100 } : {}),
    },
    open: 9990,
    failed: 10,
    transitions: 134_970,
    bytesIn: 1_200_000,
    bytesOut: 900_000,
    charts: [
      {
        chart: 0,
        occupancy: [9990, 2490, 2500, 2500, 2500, 0, 10],
        rates: [0.1, 33_000, 2, 33_000, 0, 33_000, 33_000],
        counts: [],
      },
      { chart: 1, occupancy: [9990, 9000, 990], rates: [33_000, 33_000], counts: [] },
    ],
  };
}

export const lints: FeedMessage = {
  type: 'lints',
  lints: [
    {
      kind: 'stalled',
      text: '12 stalled in awaiting-content > 10 s',
      count: 12,
      filter: 'state:awaiting-content age:>10s',
    },
  ],
};

/** A filter of words, and by id or read state: enough to see that the page asks for what it shows. */
export function listed({ filter, sort, descending, from, count }: ListRequest): Rows {
  const words = filter.split(' ').filter((word) => word !== '');
  const matching = rows.filter((row) =>
    words.every((word) => {
      const state = /^state:(.*)$/.exec(word)?.[1];
      if (state !== undefined) return read.states[row.read]?.path === state;
      if (word === 'status:failed') return row.status === 'failed';
      return word.includes(':') || row.remote.includes(word);
    }),
  );
  const sign = descending ? -1 : 1;
  const sorted =
    sort === 'id'
      ? descending
        ? [...matching].reverse()
        : matching
      : matching.toSorted((a, b) => sign * a.remote.localeCompare(b.remote));
  const inView = sorted.slice(from, from + count);
  return {
    type: 'rows',
    filter,
    total: rows.length,
    matching: sorted.length,
    from,
    order: inView.map(({ id }) => id),
    rows: inView.map(packRow),
  };
}
