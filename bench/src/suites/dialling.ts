import { alone, interleave } from '../harness/interleave.js';
import { rateRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

export const dialling: Suite = {
  name: 'dialling',
  title: 'Dialling: connections opened and closed, one after the other',
  notes: [
    'To an IP address on this machine: `tcp().connect()`, with its machine of Happy Eyeballs and its time-out, beside a bare',
    '`net.connect`. The server is in the same process, and in every figure.',
  ],
  async run({ effort }) {
    const [ours, net] = await interleave(
      ['ours', 'node:net'].map((subject) => alone(subject, { module: 'diallers', subject })),
      effort,
    );
    return [rateRow('ours ÷ node:net', ours!, net!, { unit: '/s', per: 1 })];
  },
};
