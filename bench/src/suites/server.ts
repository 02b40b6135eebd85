import { interleave } from '../harness/interleave.js';
import { atLeast, type Row, rateRow } from '../harness/report.js';
import { type Served, servedBy } from '../harness/served.js';
import type { Suite } from '../harness/suite.js';

const CONNECTIONS = 8;

export const server: Suite = {
  name: 'server',
  title: 'Server over TCP: requests per second',
  notes: [
    `${CONNECTIONS} connections, each with so many requests under way (depth); loopback; the generator is a process of its own.`,
    'The hand-written server batches the replies to a chunk into one write, has an idle time-out and back-pressure; it writes',
    'its JSON without the blanks of Python that ours puts in. By cpu: of the server process.',
  ],
  async run({ effort, quick }) {
    const rows: Row[] = [];
    for (const [depth, exchanges] of [
      [1, 8_000],
      [16, 40_000],
      [256, 80_000],
    ] as const) {
      const work = {
        units: quick ? exchanges / 4 : exchanges,
        prepare: (served: Served) => served.load('open', CONNECTIONS),
        run: (served: Served) => served.load('exchange', { exchanges: work.units, depth }),
      };
      const [ours, byHand] = await interleave(
        [servedBy('ours', 'json-header: ours', work), servedBy('by hand', 'json-header: by hand', work)],
        effort,
      );
      rows.push(rateRow(`depth ${depth}: ours ÷ hand-written`, ours!, byHand!, { unit: '/s', per: 1 }, atLeast(0.95)));
    }
    return rows;
  },
};
