import { alone, type Effort, interleave } from '../harness/interleave.js';
import { rateRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

export const dialling: Suite = {
  name: 'dialling',
  title: 'Dialling: connections opened and closed, one after the other',
  notes: [
    'To an IP address on this machine: `tcp().connect()`, with its machine of Happy Eyeballs and its time-out, beside a bare',
    '`net.connect`. The server is in the same process, and in every figure. It is measured after some seconds; the first ones of a process,',
    'which are mostly compiling, have a row of their own.',
  ],
  async run({ effort, quick }) {
    const both = (effort: Effort) =>
      interleave(
        ['ours', 'node:net'].map((subject) => alone(subject, { module: 'diallers', subject })),
        effort,
      );
    const [ours, net] = await both({ ...effort, warmUp: Math.max(effort.warmUp, WARM_UP) });
    const [first, firstNet] = await both({ ...effort, launches: quick ? 3 : 7, rounds: 1, warmUp: 0 });
    return [
      rateRow('ours ÷ node:net', ours!, net!, { unit: '/s', per: 1 }),
      rateRow('the first ones: ours ÷ node:net', first!, firstNet!, { unit: '/s', per: 1 }),
    ];
  },
};

/** Milliseconds, for some thousands of them. */
const WARM_UP = 2_500;
