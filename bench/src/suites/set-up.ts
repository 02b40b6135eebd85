import { interleave } from '../harness/interleave.js';
import { atLeast, rateRow, speedRow } from '../harness/report.js';
import { type Served, servedBy } from '../harness/served.js';
import type { Suite } from '../harness/suite.js';

export const setUp: Suite = {
  name: 'set-up',
  title: 'Creating and closing connections over TCP',
  notes: [
    'The generator opens connections, 32 at a time, and ends each at once; the server ends too. Ours serves json-header.',
    'Plain node:net reads, forgets, and has no time-out; by hand is the hand-written json-header server. By cpu: of the server.',
    'Nobody asks who the clients are, on any side: a server with onError or the like has each connection asked, for 1.2 µs.',
  ],
  async run({ effort, quick }) {
    const connections = quick ? 500 : 1_500;
    const work = { units: connections, run: (served: Served) => served.load('turnOver', connections) };
    const [ours, net, byHand] = await interleave(
      [
        servedBy('ours', 'json-header: ours', work),
        servedBy('net', 'sink: net', work),
        servedBy('by hand', 'json-header: by hand', work),
      ],
      effort,
    );
    const perSecond = { unit: '/s', per: 1 };
    return [
      rateRow('ours ÷ node:net', ours!, net!, perSecond, atLeast(0.9)),
      speedRow('CPU of the server: node:net ÷ ours', ours!, net!, atLeast(0.9)),
      rateRow('ours ÷ hand-written server', ours!, byHand!, perSecond),
    ];
  },
};
