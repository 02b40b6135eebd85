import { interleave } from '../harness/interleave.js';
import { atMost, costRow, speedRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';
import type { Dripping } from '../subjects/drip.js';

export const oneByte: Suite = {
  name: 'one-byte',
  title: 'One byte per chunk: is the cost linear?',
  notes: [
    'Time for a byte of one message of 16 MiB against that of 256 messages of 64 KiB, each byte a chunk of its own.',
    'Content: the json-header protocol, which waits for a count. Line: a protocol that looks for a delimiter.',
  ],
  async run({ effort, quick }) {
    const large: Dripping = { size: (quick ? 4 : 16) * MIB, messages: 1 };
    const small: Dripping = { size: MIB / 16, messages: large.size / (MIB / 16) };
    const names = ['content: ours', 'line: ours', 'content: by hand'];
    const samples = await interleave(
      names.flatMap((subject) => [large, small].map((argument) => ({ module: 'drip', subject, argument }))),
      { launches: effort.launches, rounds: quick ? 2 : 3, warmUp: 0 },
    );
    const atSize = (subject: string, size: number) => ({
      name: size === 0 ? 'at 16 MiB' : 'at 64 KiB',
      samples: samples[names.indexOf(subject) * 2 + size]!,
    });
    const [content, line, byHand] = names as [string, string, string];
    return [
      costRow('content, ours: 16 MiB ÷ 64 KiB', atSize(content, 0), atSize(content, 1), atMost(1.1)),
      costRow('line, ours: 16 MiB ÷ 64 KiB', atSize(line, 0), atSize(line, 1), atMost(1.1)),
      costRow('content, by hand: 16 MiB ÷ 64 KiB', atSize(byHand, 0), atSize(byHand, 1)),
      speedRow('content of 64 KiB: hand-written ÷ ours', atSize(content, 1), { ...atSize(byHand, 1), name: 'by hand' }),
    ];
  },
};

const MIB = 1024 * 1024;
