import { type Contestant, interleave } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { type Row, speedRow } from '../harness/report.js';
import type { Sample } from '../harness/sampler.js';
import type { Suite } from '../harness/suite.js';
import type { LineSource } from '../subjects/line-source.js';

export const iterating: Suite = {
  name: 'iterating',
  title: 'Lines over TCP, taken with `for await`',
  notes: [
    'A plain server sends lines as fast as they are taken; a client on loopback takes each in the body of a `for await` and counts it.',
    'Ours iterates a client of `lines`, or its `batches()`; split2 a stream, node:readline its interface; by hand is a generator that takes',
    'chunks of the socket with `for await` and hands out the lines of each. Ours and by hand refuse what is not UTF-8, the others do not',
    'look. Time is CPU of the client for a line, as what it waits for is the source.',
  ],
  async run({ effort, quick }) {
    const rows: Row[] = [];
    for (const [length, bytes, lines] of [
      ['4 KiB', 4 * 1024, 16_000],
      ['64 B', 64, 200_000],
    ] as const) {
      const source: LineSource = { lines: quick ? lines / 4 : lines, bytes };
      const [ours, readline, split2, byHand, batches] = await interleave(
        ['ours', 'node:readline', 'split2', 'by hand', 'ours, in batches'].map((subject) => taking(subject, source)),
        { ...effort, warmUp: WARM_UP },
      );
      rows.push(
        speedRow(`${length}: node:readline ÷ ours`, ours!, readline!),
        speedRow(`${length}: split2 ÷ ours`, ours!, split2!),
        speedRow(`${length}: hand-written ÷ ours`, ours!, byHand!),
        speedRow(`${length}: ours ÷ ours in batches`, batches!, ours!),
        speedRow(`${length}: hand-written ÷ ours in batches`, batches!, byHand!),
      );
    }
    return rows;
  },
};

/** Milliseconds. Much is spent on waiting for the source, and there is more of ours to compile than of the others. */
const WARM_UP = 1_500;
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
