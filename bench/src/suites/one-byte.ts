import { alone, interleave } from '../harness/interleave.js';
import { atLeast, atMost, costRow, speedRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';
import type { Dripping } from '../subjects/drip.js';

export const oneByte: Suite = {
  name: 'one-byte',
  title: 'One byte per chunk: is the cost linear?',
  notes: [
    'Time for a byte of one message of 16 MiB against that of 256 messages of 64 KiB, each byte a chunk of its own.',
    'Content: the json-header protocol, which waits for a count. Line: a protocol that looks for a delimiter.',
    'Ours has a time for each chunk, as a driver has, for its time-outs; by hand has none. All chunks come in one task, so 32 share a',
    'reading of the clock (`taskTime`). There are two rows more: by hand with the clock read for each chunk, as who notes the time for a',
    'time-out would write it, and ours without a clock.',
  ],
  async run({ effort, quick }) {
    const large: Dripping = { size: (quick ? 4 : 16) * MIB, messages: 1 };
    const small: Dripping = { size: MIB / 16, messages: large.size / (MIB / 16) };
    const [content, contentSmall, line, lineSmall, byHand, byHandSmall, timed, timeless] = await interleave(
      [
        ...['content: ours', 'line: ours', 'content: by hand'].flatMap((subject) => [
          alone(quick ? 'at 4 MiB' : 'at 16 MiB', { module: 'drip', subject, argument: large }),
          alone('at 64 KiB', { module: 'drip', subject, argument: small }),
        ]),
        alone('noting the time', { module: 'drip', subject: 'content: by hand, noting the time', argument: small }),
        alone('without a clock', { module: 'drip', subject: 'content: ours, without a clock', argument: small }),
      ],
      { ...effort, launches: 1, rounds: quick ? 2 : 3, warmUp: 0 },
    );
    return [
      costRow('content, ours: 16 MiB ÷ 64 KiB', content!, contentSmall!, atMost(1.1)),
      costRow('line, ours: 16 MiB ÷ 64 KiB', line!, lineSmall!, atMost(1.1)),
      costRow('content, by hand: 16 MiB ÷ 64 KiB', byHand!, byHandSmall!),
      speedRow(
        'content of 64 KiB: hand-written ÷ ours',
        contentSmall!,
        { ...byHandSmall!, name: 'by hand' },
        atLeast(0.6),
      ),
      speedRow('the same, by hand reading the clock for each chunk', contentSmall!, { ...timed!, name: 'by hand' }),
      speedRow('the same, neither with a clock', timeless!, { ...byHandSmall!, name: 'by hand' }),
    ];
  },
};

const MIB = 1024 * 1024;
