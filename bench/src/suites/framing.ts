import { alone, interleave } from '../harness/interleave.js';
import { atLeast, type Row, speedRow } from '../harness/report.js';
import type { Plan, Suite } from '../harness/suite.js';

export const framing: Suite = {
  name: 'framing',
  title: 'Framing: what one would take from the npm registry instead',
  notes: [
    'Lines of 62 bytes (with LF) and frames of 64 bytes (a length of 4 and 60) in chunks of 64 KiB. Ours are the protocols',
    '`lines` and `lengthPrefixed`, whose reading waits until each message is answered. Lines come out as text; of ours and',
    'by hand it is strict UTF-8, of split2 and node:readline it is not. Ours does for each line what bulk splitting does not:',
    'two transitions, their counters, an event. it-length-prefixed hands out lists of bytes that are still to be',
    'joined. It is fastest from an array; what reads a socket is its asynchronous form. Ours gives an event for each message, and',
    '`in lists` takes up to 64 messages at a time (`takeMessages`): the machine takes the same transitions.',
  ],
  async run(plan) {
    return [
      ...(await compare(plan, 'lines', { split2: 1.2, 'node:readline': 1, 'by hand': 0.5 })),
      ...(await compare(plan, 'frames', {
        'it-length-prefixed': 3,
        'it-length-prefixed, async': undefined,
        'frame-stream': 1.5,
        'by hand': 0.7,
      })),
    ];
  },
};

/** @param marks of the peers, by their names */
async function compare(
  { effort, quick }: Plan,
  what: 'lines' | 'frames',
  marks: Readonly<Record<string, number | undefined>>,
): Promise<Row[]> {
  const count = quick ? 20_000 : 50_000;
  const [ours, lists, ...theirs] = await interleave(
    ['ours', 'ours, in lists', ...Object.keys(marks)].map((name) =>
      alone(name, { module: 'framings', subject: `${what}: ${name}`, argument: count }),
    ),
    effort,
  );
  return theirs.flatMap((peer) => {
    const mark = marks[peer.name];
    const least = mark === undefined ? undefined : atLeast(mark);
    const row = speedRow(`${what}: ${peer.name} ÷ ours`, ours!, peer, least);
    return peer.name === 'by hand'
      ? [row, speedRow(`${what}: ${peer.name} ÷ ours, in lists`, lists!, peer, least)]
      : [row];
  });
}
