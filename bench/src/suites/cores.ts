import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Contestant, interleave } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { atLeast, rateRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

const SERVER = fileURLToPath(new URL('../subjects/cluster-server.js', import.meta.url));
const CONNECTIONS = 16;
const GENERATORS = 2;

export const cores: Suite = {
  name: 'cores',
  title: 'Several processes: requests per second',
  notes: [
    `json-header at depth 16 over ${CONNECTIONS} connections of each of ${GENERATORS} generators, which are processes of their own and take cores`,
    'too: with fewer cores than processes the row says what is left for the server, and has no mark. By cpu: no figure of its',
    'own, the clock again.',
  ],
  async run({ effort, quick }) {
    const exchanges = quick ? 20_000 : 60_000;
    const parallelism = availableParallelism();
    const processes = Math.max(2, parallelism - GENERATORS);
    const [one, several] = await interleave(
      [contestant('one', 1, exchanges), contestant('several', processes, exchanges)],
      effort,
    );
    // 0.9 of each process: what several share is the address.
    const mark = parallelism >= processes + GENERATORS ? atLeast(0.9 * processes) : undefined;
    return [
      rateRow(`${processes} processes ÷ 1, on ${parallelism} cores`, several!, one!, { unit: '/s', per: 1 }, mark),
    ];
  },
};

function contestant(name: string, processes: number, exchanges: number): Contestant {
  return {
    name,
    async start() {
      const server = spawn(process.execPath, [SERVER, String(processes)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const port = Number(String((await once(server.stdout, 'data'))[0]));
      const argument = { port, exchange: 'json-header' };
      const loads = await Promise.all(
        Array.from({ length: GENERATORS }, () => Remote.start({ module: 'load', subject: 'load', argument })),
      );
      await Promise.all(loads.map((load) => load.call('open', CONNECTIONS)));
      const run = async () => {
        const each = exchanges / GENERATORS;
        const times = await Promise.all(
          loads.map((load) => load.call<number>('exchange', { exchanges: each, depth: 16 })),
        );
        return Math.max(...times);
      };
      return {
        async warmUp(milliseconds) {
          const end = performance.now() + milliseconds;
          while (performance.now() < end) await run();
        },
        async sample() {
          const wall = await run();
          return { wall, cpu: wall, units: exchanges };
        },
        async close() {
          await Promise.all(loads.map((load) => load.close()));
          const ended = once(server, 'exit');
          server.kill('SIGTERM');
          await ended;
        },
      };
    },
  };
}
