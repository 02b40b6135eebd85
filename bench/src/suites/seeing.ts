import { alone, type Contestant, interleave, ONE_THREAD } from '../harness/interleave.js';
import { Remote } from '../harness/remote.js';
import { atMost, costRow, type Row, row } from '../harness/report.js';
import type { Sample } from '../harness/sampler.js';
import { type Served, servedBy } from '../harness/served.js';
import { ratioOf, spreadOf } from '../harness/statistics.js';
import type { Suite } from '../harness/suite.js';
import { type Change, variant } from '../harness/variant.js';
import { visited } from '../harness/visited.js';
import type { Seen } from '../subjects/inspector.js';
import type { Reading } from '../subjects/read-path.js';

const CONNECTIONS = 500;

export const seeing: Suite = {
  name: 'seeing',
  title: 'What being watched costs on the read path',
  notes: [
    'Counters cannot be switched off. Without them: a copy of core from which the statements that count are cut out; with',
    'them: a copy made the same way with nothing cut. That the one counts nothing and the other does is checked. Four',
    'transitions are counted for a message. Attached: CPU of a server over TCP, the inspector being a process of its own.',
    'In a closed loop one server is looked at and not, in turn: what its inspector costs is that of every connection changing all the time.',
    'Recorder: the option `record: 64`, against the same code without it. Four transitions are recorded, or told, for a message.',
  ],
  async run({ effort, quick }) {
    const reading: Reading = { messages: quick ? 20_000 : 40_000, headers: 'repeated' };
    // Small differences want many launches: each has its code elsewhere in memory, which alone makes some percent.
    const patient = quick ? effort : { ...effort, launches: 15, rounds: 3 };
    const [withCounters, without] = await interleave(
      [
        counting('with counters', reading, variant('with-counters'), true),
        counting('without', reading, variant('without-counters', withoutCounters), false),
      ],
      patient,
    );
    const [recording, telling, silent] = await interleave(
      ['ours recording', 'ours telling', 'ours'].map((subject) =>
        alone(subject, { module: 'read-path', subject, argument: reading }),
      ),
      patient,
    );
    const exchanges = quick ? 2_000 : 8_000;
    const work = {
      module: 'seen',
      units: exchanges,
      prepare: (served: Served) => served.load('open', CONNECTIONS),
      run: (served: Served) => served.load('exchange', { exchanges, depth: 1 }),
    };
    const [attached, idle, unseen] = await interleave(
      ['an inspector is attached', 'inspectable, nobody looks', 'unseen'].map((subject) =>
        servedBy(subject, subject, work),
      ),
      patient,
    );
    const seen: Seen[] = [];
    const crowd = { connections: quick ? 2_000 : 10_000, exchanges: quick ? 16_000 : 80_000 };
    const [visitors, nobody] = await interleave(
      visited(crowd, (one) => seen.push(one)),
      { ...effort, launches: 1, instructions: false },
    );
    return [
      costRow(
        `${crowd.connections} connections, closed loop: an inspector attached ÷ not`,
        visitors!,
        nobody!,
        atMost(1.1),
      ),
      gapRow(seen),
      costRow(`${CONNECTIONS} connections: inspectable, nobody looks ÷ not`, idle!, unseen!, atMost(1.01)),
      costRow(`${CONNECTIONS} connections: an inspector attached ÷ not`, attached!, unseen!, atMost(1.1)),
      costRow('counters: with ÷ without', withCounters!, without!, atMost(1.03)),
      costRow('recorder: on ÷ off', recording!, silent!, atMost(1.05)),
      costRow('onTransition: a function that does nothing ÷ none', telling!, silent!),
    ];
  },
};

/** How long an inspector waits for news in a closed loop, where the server is never idle. */
function gapRow(seen: readonly Seen[]): Row {
  const longest = seen.map((one) => one.longest);
  const asked = longest.map(() => LONGEST_GAP);
  const figure = (name: string, values: readonly number[]) => ({ name, value: spreadOf(values).median, unit: 'ms' });
  return row(
    'the longest time between two ticks, of each sample ÷ asked',
    figure('seen', longest),
    figure('asked', asked),
    ratioOf(longest, asked),
    atMost(1),
  );
}

/** Milliseconds. */
const LONGEST_GAP = 500;

/** Cuts the statements that count. The tables stay. */
const withoutCounters: readonly Change[] = [
  { pattern: /\$\{books\.taken\}\[index\$\{\w+\}\] \+= 1;|taken\[index\] = taken\[index\] \+ 1;/g, replacement: '' },
];

/** @param counts whether the counters must have counted at the end, or must not */
function counting(name: string, argument: Reading, root: string, counts: boolean): Contestant {
  return {
    name,
    async start() {
      const remote = await Remote.start({ module: 'read-path', subject: 'ours, counted', argument, root }, ONE_THREAD);
      return {
        warmUp: (milliseconds) => remote.call('warmUp', milliseconds),
        sample: () => remote.call<Sample>('sample'),
        async close() {
          const counted = await remote.call<number>('counted');
          await remote.close();
          if (counted > 0 !== counts) throw new Error(`${name}: ${counted} transitions counted`);
        },
      };
    },
  };
}
