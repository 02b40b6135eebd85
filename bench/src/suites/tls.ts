import { type Contestant, interleave } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { atLeast, rateRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

const MIB = 1024 * 1024;

export const tls: Suite = {
  name: 'tls',
  title: 'TLS 1.3, against plain node:tls',
  notes: [
    'The server takes bytes and forgets them: the protocol `raw` over `tls` of @wirechart/transport-net, and node:tls by hand.',
    'Handshakes are whole ones, with certificates (P-256), eight at a time; no session is resumed. The generator is a process',
    'of its own, on plain node:tls. By cpu: of the server, with the threads that compile and collect, so that a short run counts',
    'mostly those: a heap with more in it takes them longer.',
  ],
  async run({ effort, quick }) {
    const bytes = (quick ? 32 : 128) * MIB;
    const handshakes = quick ? 100 : 400;
    const both = (method: 'stream' | 'handshakes', units: number) =>
      interleave([contestant('ours', method, units), contestant('node:tls', method, units)], effort);
    const [ours, theirs] = await both('stream', bytes);
    const [shaken, theirShaken] = await both('handshakes', handshakes);
    return [
      rateRow('received: ours ÷ node:tls', ours!, theirs!, { unit: 'MiB/s', per: MIB }, atLeast(0.95)),
      rateRow('handshakes: ours ÷ node:tls', shaken!, theirShaken!, { unit: '/s', per: 1 }, atLeast(0.95)),
    ];
  },
};

function contestant(name: string, method: 'stream' | 'handshakes', units: number): Contestant {
  return {
    name,
    async start() {
      const server = await Remote.start({ module: 'tls-servers', subject: `sink: ${name}` });
      const argument = await server.call<number>('port');
      const load = await Remote.start({ module: 'tls-load', subject: 'load', argument });
      const run = () => load.call<number>(method, units);
      return {
        async warmUp(milliseconds) {
          const end = performance.now() + milliseconds;
          while (performance.now() < end) await run();
        },
        async sample() {
          const before = await server.call<number>('cpu');
          const wall = await run();
          return { wall, cpu: (await server.call<number>('cpu')) - before, units };
        },
        async close() {
          await load.close();
          await server.close();
        },
      };
    },
  };
}
