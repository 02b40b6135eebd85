/** What a page is told last. */
import { jsonHeader } from '@wirechart/protocols/json-header';
import { expect, it } from 'vitest';
import type { FeedMessage } from '../../src/feed.js';
import { recordChunks } from '../../src/index.js';
import { servePage } from '../../src/program/http/server.js';
import { Inspection } from '../../src/program/inspection.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { cookieOf } from '../kit/inspected.js';

it('when the program has ended, nothing is suspicious any more that has ended with it', async () => {
  const { hello } = inspectionOfDump(recordChunks(jsonHeader(), 'server', [])).history.live;
  if (hello === undefined) throw new Error('nothing was recorded');
  const responding = hello.charts[0]?.states.findIndex(({ path }) => path === 'responding') ?? -1;
  const inspection = new Inspection();
  const row = { id: 1, protocol: 0, read: responding, write: 1, also: [], readSince: 0, writeSince: 0 };
  const bytes = { bytesIn: 0, bytesOut: 0, buffered: 0, queued: 0 };
  inspection.receive(hello);
  inspection.receive({
    type: 'opened',
    connections: [{ id: 1, name: 'one', remote: 'there', local: 'here', time: 0 }],
  });
  inspection.receive({ type: 'tick', time: 5000, gap: 0, whole: false, rows: [{ ...row, ...bytes }], counts: [] });
  const page = await servePage(inspection);
  const stream = await fetch(new URL('/events', page.url), { headers: { cookie: await cookieOf(page) } });
  inspection.receive({ type: 'ended', connections: [{ id: 1, time: 5000 }] });
  inspection.end('the program has ended');
  const told = stream.text();
  await page.close();
  const messages = (await told).split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
  const feed = messages.map((text) => JSON.parse(text) as FeedMessage);
  const lints = feed.flatMap((message) => (message.type === 'lints' ? [message.lints.map(({ kind }) => kind)] : []));
  expect(lints).toEqual([['slow-handler'], []]);
  expect(feed.at(-1)).toEqual({ type: 'gone', reason: 'the program has ended' });
});
