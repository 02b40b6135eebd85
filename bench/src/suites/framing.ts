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
    'two transitions, a time-out set and cleared, an event. it-length-prefixed hands out lists of bytes that are still to be',
    'joined. It is fastest from an array; what reads a socket is its asynchronous form.',
  ],
  async run(plan) {
    return [
      ...(await compare(plan, 'lines', ['split2', 'node:readline', 'by hand'])),
      ...(await compare(plan, 'frames', [
        'it-length-prefixed',
        'it-length-prefixed, async',
        'frame-stream',
        'by hand',
      ])),
    ];
  },
};

async function compare({ effort, quick }: Plan, what: 'lines' | 'frames', peers: readonly string[]): Promise<Row[]> {
  const count = quick ? 20_000 : 50_000;
  const [ours, ...theirs] = await interleave(
    ['ours', ...peers].map((name) => alone(name, { module: 'framings', subject: `${what}: ${name}`, argument: count })),
    effort,
  );
  return theirs.map((peer, i) =>
    speedRow(`${what}: ${peer.name} ÷ ours`, ours!, peer, i === 0 ? atLeast(2) : undefined),
  );
}
