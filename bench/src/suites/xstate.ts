import { alone, interleave } from '../harness/interleave.js';
import { atLeast, speedRow } from '../harness/report.js';
import type { Suite } from '../harness/suite.js';
import type { Reading } from '../subjects/read-path.js';

export const xstate: Suite = {
  name: 'xstate',
  title: 'Other interpreters of state machines on the same read path',
  notes: [
    'By hand on XState: an actor of the same chart, asked for its state after each event; bytes and codec are those of the',
    'hand-written parser. Ours on XState: our connection with the option `runtime: "xstate"`. By hand on @xstate/fsm and on robot3: a',
    'machine of the same states and events, but flat and without the four time-outs, which these do not know.',
  ],
  async run({ effort, quick }) {
    const ours: Reading = { messages: quick ? 20_000 : 40_000, headers: 'repeated' };
    const slow: Reading = { ...ours, messages: ours.messages / 10 };
    const [compiled, actor, runtime, fsm, robot] = await interleave(
      [
        alone('ours', { module: 'read-path', subject: 'ours', argument: ours }),
        alone('by hand on XState', { module: 'read-path', subject: 'by hand on XState', argument: slow }),
        alone('ours on XState', { module: 'read-path', subject: 'ours on XState', argument: slow }),
        alone('by hand on @xstate/fsm', { module: 'read-path', subject: 'by hand on @xstate/fsm', argument: ours }),
        alone('by hand on robot3', { module: 'read-path', subject: 'by hand on robot3', argument: ours }),
      ],
      effort,
    );
    return [
      speedRow('by hand on XState ÷ ours', compiled!, actor!, atLeast(12)),
      speedRow('ours on XState ÷ ours', compiled!, runtime!),
      speedRow('by hand on @xstate/fsm ÷ ours', compiled!, fsm!),
      speedRow('by hand on robot3 ÷ ours', compiled!, robot!),
    ];
  },
};
