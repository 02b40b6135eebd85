import { alone, interleave } from '../harness/interleave.js';
import { atLeast, type Row, rateRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';

/** Path of the `dist` of an older fuzzer to stand beside this one. */
const OLDER = process.env['WIRECHART_FUZZ_BEFORE'];

const PARSERS = [
  { name: 'split2', mark: atLeast(3) },
  { name: 'ws Receiver', mark: atLeast(3) },
  { name: 'a callback for each line', mark: atLeast(2) },
  { name: 'an emitter of records', mark: atLeast(2) },
];

export const fuzz: Suite = {
  name: 'fuzz',
  title: 'Fuzzing: runs of a parser per second',
  notes: [
    'The whole default plan for a small corpus, without mutants, in this process: split2 and the Receiver of ws are',
    'asynchronous, the two of our own are synchronous. WIRECHART_FUZZ_BEFORE names the `dist` of an older version of',
    'packages/fuzz, which then stands beside this one; without it there is nothing to compare, and no row.',
    'Sessions spend some 25 to 150 ms on learning how the parser delivers, in either version.',
  ],
  async run({ effort }) {
    const rows: Row[] = [];
    for (const { name, mark } of OLDER === undefined ? [] : PARSERS) {
      const [ours, older] = await interleave(
        [
          alone('ours', { module: 'fuzzing', subject: name, argument: {} }),
          alone('before', { module: 'fuzzing', subject: name, argument: { dist: OLDER } }),
        ],
        effort,
      );
      rows.push(rateRow(`${name}: runs per second, ours ÷ before`, ours!, older!, { unit: '/s', per: 1 }, mark));
    }
    return rows;
  },
};
