import { type Contestant, type Effort, interleave, ONE_THREAD } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { atLeast, rateRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

const MIB = 1024 * 1024;

export const tls: Suite = {
  name: 'tls',
  title: 'TLS 1.3, against plain node:tls',
  notes: [
    'The server takes bytes and forgets them: the protocol `raw` over `tls` of @wirechart/transport-net, and node:tls by hand, with the same',
    'options. Handshakes are whole ones, with certificates (P-256), eight at a time; no session is resumed, and both send the same tickets.',
    'The generator is a process of its own, on plain node:tls. By cpu: of the server, with the threads that compile. A server is measured',
    'once it has made some thousands; the first ones of a process, which are mostly compiling, have a row of their own.',
  ],
  async run({ effort, quick }) {
    const bytes = (quick ? 32 : 128) * MIB;
    const often = { ...effort, rounds: quick ? 15 : 21 };
    const both = (method: Method, units: number, made: number, effort: Effort) =>
      interleave([contestant('ours', method, units, made), contestant('node:tls', method, units, made)], effort);
    const [ours, theirs] = await both('stream', bytes, 0, effort);
    const [shaken, theirShaken] = await both('handshakes', HANDSHAKES, MADE_BEFORE, often);
    const first = { ...effort, launches: quick ? 3 : 7, rounds: 1, warmUp: 0 };
    const [early, theirEarly] = await both('handshakes', FIRST, 0, first);
    return [
      rateRow('received: ours ÷ node:tls', ours!, theirs!, { unit: 'MiB/s', per: MIB }, atLeast(0.95)),
      rateRow('handshakes: ours ÷ node:tls', shaken!, theirShaken!, { unit: '/s', per: 1 }, atLeast(0.95)),
      rateRow(`the first ${FIRST} handshakes: ours ÷ node:tls`, early!, theirEarly!, { unit: '/s', per: 1 }),
    ];
  },
};

type Method = 'stream' | 'handshakes';

/** Of one sample: few, and many samples by turns, so that what slows the machine for a while slows both alike. */
const HANDSHAKES = 200;
/** Handshakes after which the machine's code is what it will be. */
const MADE_BEFORE = 4_000;
const FIRST = 400;

/** @param made units that are made before it is measured, besides the usual time */
function contestant(name: string, method: Method, units: number, made: number): Contestant {
  return {
    name,
    async start() {
      const server = await Remote.start({ module: 'tls-servers', subject: `sink: ${name}` }, ONE_THREAD);
      const argument = await server.call<number>('port');
      const load = await Remote.start({ module: 'tls-load', subject: 'load', argument });
      const run = () => load.call<number>(method, units);
      return {
        async warmUp(milliseconds) {
          const end = performance.now() + milliseconds;
          for (let done = 0; done < made || performance.now() < end; done += units) await run();
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
