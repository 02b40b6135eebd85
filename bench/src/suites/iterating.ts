import { type Contestant, interleave } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { rateRow } from '../harness/report.js';
import type { Sample } from '../harness/sampler.js';
import type { Suite } from '../harness/suite.js';
import type { LineSource } from '../subjects/line-source.js';

const BYTES = 4 * 1024;

export const iterating: Suite = {
  name: 'iterating',
  title: 'Lines of 4 KiB over TCP, taken with `for await`',
  notes: [
    'A plain server sends lines as fast as they are taken; a client on loopback takes each in the body of a `for await` and counts it.',
    'Ours iterates a client of `lines`; split2 a stream, node:readline its interface; by hand is a generator that takes chunks of the',
    'socket with `for await` and hands out the lines of each. Ours and by hand refuse what is not UTF-8, the others do not look.',
    'By cpu: of the client.',
  ],
  async run({ effort, quick }) {
    const source: LineSource = { lines: quick ? 4_000 : 16_000, bytes: BYTES };
    const [ours, readline, split2, byHand] = await interleave(
      ['ours', 'node:readline', 'split2', 'by hand'].map((subject) => taking(subject, source)),
      effort,
    );
    const perSecond = { unit: '/s', per: 1 };
    return [
      rateRow('ours ÷ node:readline', ours!, readline!, perSecond),
      rateRow('ours ÷ split2', ours!, split2!, perSecond),
      rateRow('ours ÷ hand-written', ours!, byHand!, perSecond),
    ];
  },
};

function taking(subject: string, source: LineSource): Contestant {
  return {
    name: subject,
    async start() {
      const server = await Remote.start({ module: 'line-source', subject: 'lines', argument: source });
      const client = await Remote.start({
        module: 'iterating',
        subject,
        argument: await server.call<number>('port'),
      });
      const take = () => client.call<Sample>('take', source.lines);
      return {
        async warmUp(milliseconds) {
          const end = performance.now() + milliseconds;
          while (performance.now() < end) await take();
        },
        sample: take,
        async close() {
          await client.close();
          await server.close();
        },
      };
    },
  };
}
