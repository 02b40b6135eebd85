import { alone, interleave } from '../harness/interleave.js';
import { atLeast, type Row, speedRow } from '../harness/report.js';
import type { Plan, Suite } from '../harness/suite.js';
import type { Texts } from '../subjects/websocket.js';

export const websocket: Suite = {
  name: 'websocket',
  title: 'WebSocket: receiving masked text',
  notes: [
    'Messages of one frame in chunks of 64 KiB, through an open WebSocket of ours and the Receiver of ws, both as servers and',
    'strict about UTF-8. Ours hands out text; ws hands out bytes, which are made text with toString(), or left as they are.',
  ],
  async run(plan) {
    return [
      ...(await compare(plan, '64 bytes', { length: 64, count: plan.quick ? 20_000 : 50_000 }, [1.6, 1.3])),
      ...(await compare(plan, '64 KiB', { length: 64 * 1024, count: plan.quick ? 100 : 400 }, [1, 1])),
    ];
  },
};

/** @param marks beside text, and beside text left as bytes */
async function compare(
  { effort }: Plan,
  what: string,
  texts: Texts,
  [asText, asBytes]: readonly [number, number],
): Promise<Row[]> {
  const [ours, ws, bare] = await interleave(
    ['ours', 'ws', 'ws, left as bytes'].map((subject) =>
      alone(subject, { module: 'websocket', subject, argument: texts }),
    ),
    effort,
  );
  return [
    speedRow(`${what}: ws Receiver ÷ ours`, ours!, ws!, atLeast(asText)),
    speedRow(`${what}: ws Receiver, text left as bytes ÷ ours`, ours!, bare!, atLeast(asBytes)),
  ];
}
