import { alone, interleave } from '../harness/interleave.js';
import { atLeast, atMost, costRow, type Row, speedRow } from '../harness/report.js';
import type { Plan, Suite } from '../harness/suite.js';
import type { Reading } from '../subjects/read-path.js';

export const readPath: Suite = {
  name: 'read-path',
  title: 'Read path: json-header messages in chunks of 64 KiB',
  notes: [
    'CPU time for a message, from chunk to parsed content. The usual message has 146 bytes (2 + 103 + 41).',
    'Ours remembers headers by their bytes up to the length of the content (16 of them); the hand-written parser remembers',
    'nothing, or where it is said the last header as a whole. Varied: 1,000 lengths of content in turn (178 to 1,179 bytes a',
    'message), which ours still knows by their beginning, and the hand-written parser never.',
  ],
  async run(plan) {
    return [...(await compare(plan, 'repeated')), ...(await compare(plan, 'varied'))];
  },
};

async function compare({ effort, quick }: Plan, headers: Reading['headers']): Promise<Row[]> {
  const reading: Reading = { messages: quick ? 20_000 : 40_000, headers };
  const names = ['ours', 'by hand', 'by hand, remembering a header', 'JSON.parse alone'];
  const [ours, byHand, remembering, bare] = await interleave(
    names.map((subject) => alone(subject, { module: 'read-path', subject, argument: reading })),
    effort,
  );
  const repeated = headers === 'repeated';
  return [
    speedRow(`${headers} headers: hand-written time ÷ ours`, ours!, byHand!, atLeast(repeated ? 1.5 : 1.2)),
    speedRow(
      `${headers} headers: hand-written with header memory ÷ ours`,
      ours!,
      remembering!,
      repeated ? atLeast(1) : undefined,
    ),
    costRow(`${headers} headers: ours ÷ two bare JSON.parse`, ours!, bare!, repeated ? atMost(1.1) : undefined),
  ];
}
