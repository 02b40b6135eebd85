import { alone, interleave } from '../harness/interleave.js';
import { atLeast, speedRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

export const resp: Suite = {
  name: 'resp',
  title: 'RESP: reading requests',
  notes: [
    'SET key:1234 with 16 bytes (54 bytes a request) in chunks of 64 KiB; arguments come out as bytes. Ours are the requests of',
    '`respServer`, which has the name of the command as text in upper case. redis-parser (returnBuffers) and the decoder of',
    '@redis/client (bulk strings as Buffers) are made for replies and do less: the name is bytes, and no limit is checked.',
  ],
  async run({ effort, quick }) {
    const count = quick ? 20_000 : 50_000;
    const [ours, redisParser, redisClient] = await interleave(
      ['ours', 'redis-parser', '@redis/client'].map((subject) =>
        alone(subject, { module: 'resp', subject, argument: count }),
      ),
      effort,
    );
    return [
      speedRow('redis-parser ÷ ours', ours!, redisParser!, atLeast(1.5)),
      speedRow('decoder of @redis/client ÷ ours', ours!, redisClient!, atLeast(1.8)),
    ];
  },
};
