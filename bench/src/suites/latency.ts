import { type Row, row } from '../harness/report.js';
import { Served } from '../harness/served.js';
import { ratioOf, spreadOf } from '../harness/statistics.js';
import type { Suite } from '../harness/suite.js';
import type { Latencies, Pace } from '../subjects/pacer.js';

const CONNECTIONS = 64;
const PER_SECOND = 4_000;

export const latency: Suite = {
  name: 'latency',
  title: 'Latency of a request under load',
  notes: [
    `json-header over TCP on loopback: ${PER_SECOND} requests a second on ${CONNECTIONS} connections in turn, whether the server keeps up or not;`,
    'some leave together, as the timers of the generator count milliseconds. Milliseconds from a request to its whole reply, in the',
    'generator, a process of its own. Both servers have their load at the same time, so that whatever else the machine does befalls',
    'both. Below 1 ours answers sooner.',
  ],
  async run({ quick, effort: { launches, rounds } }) {
    const pace: Pace = { perSecond: PER_SECOND, requests: PER_SECOND * (quick ? 0.5 : 1.5) };
    const ours: Latencies[] = [];
    const byHand: Latencies[] = [];
    for (let launch = 0; launch < launches; launch++) {
      const servers = await Promise.all(
        ['json-header: ours', 'json-header: by hand'].map((subject) => Served.start(subject)),
      );
      try {
        for (const served of servers) {
          await served.load('openPaced', CONNECTIONS);
          await served.load('pace', pace);
        }
        for (let round = 0; round < rounds; round++) {
          const [a, b] = await Promise.all(servers.map((served) => served.load('pace', pace)));
          ours.push(a!);
          byHand.push(b!);
        }
      } finally {
        await Promise.all(servers.map((served) => served.close()));
      }
    }
    return [
      latencyRow('median: ours ÷ hand-written', ours, byHand, 'p50'),
      latencyRow('99 of 100: ours ÷ hand-written', ours, byHand, 'p99'),
    ];
  },
};

function latencyRow(what: string, ours: Latencies[], byHand: Latencies[], which: keyof Latencies): Row {
  const [a, b] = [ours, byHand].map((all) => all.map((one) => one[which]));
  return row(what, figure('ours', a!), figure('by hand', b!), ratioOf(a!, b!));
}

const figure = (name: string, milliseconds: readonly number[]) => ({
  name,
  value: spreadOf(milliseconds).median,
  unit: 'ms',
});
