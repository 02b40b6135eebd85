import { interleave } from '../harness/interleave.js';
import { atLeast, rateRow } from '../harness/report.js';
import { type Served, servedBy } from '../harness/served.js';
import type { Suite } from '../harness/suite.js';

const CONNECTIONS = 8;
const DEPTH = 16;

export const memcached: Suite = {
  name: 'memcached',
  title: 'memcached over TCP: requests per second',
  notes: [
    `Text \`get\` of one key with a value of 32 bytes; ${CONNECTIONS} connections with ${DEPTH} requests under way on each; loopback.`,
    'Both look the key up in the same store. The hand-written server knows `get` and `set` alone; it batches the replies to a',
    'chunk into one write, has limits, an idle time-out and back-pressure. Ours keeps the text of up to 256 keys that came lately, so',
    'that it makes that of this one key once. By cpu: of the server process.',
  ],
  async run({ effort, quick }) {
    const work = {
      units: quick ? 15_000 : 60_000,
      module: 'protocol-servers',
      exchange: 'memcached get' as const,
      prepare: (served: Served) => served.load('open', CONNECTIONS),
      run: (served: Served) => served.load('exchange', { exchanges: work.units, depth: DEPTH }),
    };
    const [ours, byHand] = await interleave(
      [servedBy('ours', 'memcached: ours', work), servedBy('by hand', 'memcached: by hand', work)],
      effort,
    );
    return [rateRow(`get, depth ${DEPTH}: ours ÷ hand-written`, ours!, byHand!, { unit: '/s', per: 1 }, atLeast(1))];
  },
};
