import { interleave } from '../harness/interleave.js';
import { costRow } from '../harness/report.js';
import { type Served, servedBy } from '../harness/served.js';
import type { Suite } from '../harness/suite.js';

const CONNECTIONS = 1_000;

export const many: Suite = {
  name: 'many',
  title: `${CONNECTIONS} connections with a request each second`,
  notes: [
    'json-header over TCP on loopback; the requests are spread over the second, so hardly two come in one read, and each wakes the',
    'server up. Time is CPU of the server process for a request: below 1 ours takes less. Both look at time-outs; by hand that is a',
    'timer of Node for each connection.',
  ],
  async run({ effort, quick }) {
    const requests = CONNECTIONS * (quick ? 1 : 2);
    const work = {
      units: requests,
      prepare: (served: Served) => served.load('openPaced', CONNECTIONS),
      async run(served: Served) {
        const began = performance.now();
        await served.load('pace', { perSecond: CONNECTIONS, requests });
        return (performance.now() - began) * 1e6;
      },
    };
    const [ours, byHand] = await interleave(
      [servedBy('ours', 'json-header: ours', work), servedBy('by hand', 'json-header: by hand', work)],
      { ...effort, rounds: Math.min(effort.rounds, 4) },
    );
    return [costRow('CPU for a request: ours ÷ hand-written', ours!, byHand!)];
  },
};
