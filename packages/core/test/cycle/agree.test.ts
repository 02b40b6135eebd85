/**
 * Whatever a chart is, and whatever happens: a connection whose cycles have become functions is, from outside, one that runs
 * its machines on XState.
 *
 * `CYCLES=20000 npx vitest run --project compiled packages/core/test/cycle` checks more; a failure prints its seed.
 */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type ChartSpec, charts } from './chart.js';
import { type Command, run, type Subject, sessions, subjectsOf } from './session.js';

/** The ends that functions for a cycle have, and how often they were left there. */
const ends = vi.hoisted(() => new Map<string, number>());

vi.mock('../../src/runtime/compiled/generate.js', async (original) => {
  const real = await original<typeof import('../../src/runtime/compiled/generate.js')>();
  Object.assign(globalThis, { leaveBy: (end: string) => ends.set(end, (ends.get(end) as number) + 1) });
  return {
    generate(parameters: readonly string[], source: string) {
      if (!parameters.includes('legs')) return real.generate(parameters, source);
      const start = source.indexOf('return (state)') + 'return (state)'.length;
      const marked = source.slice(start).replace(/return ([^;]+);/g, (_all, what: string, at: number) => {
        // An end is known by what it gives, and the condition before it.
        const lines = source.slice(0, start + at).split('\n');
        const condition = lines.findLast((line) => line.includes('if ('));
        const end = `${condition?.trim()} … ${what}`.replace(/\d+/g, '');
        ends.set(end, ends.get(end) ?? 0);
        return `return leaveBy(${JSON.stringify(end)}), ${what};`;
      });
      // There is no bound here on how many are made.
      return new Function(...parameters, source.slice(0, start) + marked);
    },
  };
});

/** Gives how many lives were led, and in how many a function for a cycle ran. */
function check(parameters: fc.Parameters<unknown>): { all: number; hot: number } {
  const lives = { all: 0, hot: 0 };
  const count = () => [...ends.values()].reduce((sum, often) => sum + often, 0);
  const live = (subject: Subject, life: readonly Command[]) => {
    const before = count();
    const log = run(subject, life);
    lives.all += 1;
    lives.hot += count() > before ? 1 : 0;
    return log;
  };
  fc.assert(
    fc.property(
      charts,
      fc.constantFrom('client' as const, 'server' as const),
      fc.constantFrom(0, 0, 8),
      fc.array(sessions, { minLength: 1, maxLength: 4 }),
      (chart, role, record, several) => {
        const subjects = subjectsOf(chart, role, record);
        fc.pre(subjects !== undefined);
        for (const life of several) expect(live(subjects.hot, life)).toEqual(run(subjects.xstate, life));
      },
    ),
    parameters as never,
  );
  return lives;
}

type State = ChartSpec['states'][number];
const onward = { guard: undefined, to: 0, actions: [], emits: false, reenter: false };
const plain: State = {
  need: 'bytes',
  frame: [onward],
  after: 'idle',
  onAnswer: false,
  strict: false,
  always: undefined,
  entry: undefined,
  exit: undefined,
};

/** Two frames a message: between them there are time-outs that need not be set. */
const two = (
  second: Partial<State>,
  answered: readonly ChartSpec['states'][number]['frame'][number]['actions'][number][] = [],
) => ({
  states: [plain, { ...plain, after: 7 as const, frame: [{ ...onward, emits: true }], ...second }],
  answering: [{ responded: [{ ...onward, actions: [...answered] }], after: false }],
  regions: false,
  total: false,
  malformed: true,
  drains: false,
  next: false,
});
const feed = (bytes: string): Command => ({ do: 'feed', bytes });
const wait: Command = { do: 'wait', for: 9 };
const release: Command = { do: 'release' };
const whole = [feed('abcdabcdabcd'), release, wait];
/** At the first message a function of the author's holds the connection (1), sends its half an event (2), or watches it (4). */
const meddling = (how: number) => {
  const [first, second] = two({ entry: 'meddle' }).states as [State, State];
  const count = { ...first, frame: [{ ...onward, actions: new Array<'count'>(how).fill('count') }] };
  return [{ ...two({}), states: [count, second] }, 'server', 0, [[feed('abc'), wait, release, feed('dab'), wait]]];
};

const examples = [
  // A codec that has the machine go elsewhere, or refuses.
  [
    two({}),
    'server',
    8,
    [
      [feed('abcdabMdab'), wait],
      [feed('abcdabXdab'), wait],
      [feed('abcdaXcdab'), wait],
      [feed('abcdabMYab'), wait],
    ],
  ],
  [two({ after: undefined }), 'client', 0, [[feed('abcdabMdab'), wait]]],
  // One that has the machine fail where it stands: a delay of the state that it goes to throws.
  (() => {
    const { states, ...rest } = two({});
    const counting: State = { ...plain, after: 'thrown', frame: [{ ...onward, actions: ['count'] }] };
    const lives = [
      [feed(`${'abcd'.repeat(6)}abMd`), wait],
      [feed(`${'abcd'.repeat(6)}abYM`), wait],
    ];
    return [{ states: [counting, states[1]], ...rest }, 'server', 8, lives];
  })(),
  // Progress is heard as of an earlier time, and recorded as of this one.
  [two({}), 'server', 8, [[feed('a'), wait, { do: 'wait', for: 20 }, feed('b')]]],
  // What is sent from within comes before the time-out is set, or an observer, or a drain.
  [two({ entry: 'meddle' }, ['count']), 'server', 8, [[...whole, ...whole, feed('ab'), wait]]],
  meddling(1),
  meddling(2),
  meddling(4),
  // Its guards refuse a frame, or an action throws.
  [
    two({ strict: true, frame: [{ ...onward, guard: 'isEven', emits: true }] }, ['count']),
    'server',
    8,
    [[feed('abcdabcd'), wait]],
  ],
  [two({ entry: 'countAll' }), 'server', 8, [[feed('abcdaAcd'), wait]]],
  [two({ exit: 'countAll' }), 'server', 8, [[feed('abcdabcA'), wait]]],
  [
    two(
      {
        frame: [
          { ...onward, guard: 'isRefused', to: undefined, actions: ['count'] },
          { ...onward, emits: true },
        ],
      },
      ['count'],
    ),
    'server',
    8,
    [[feed('abcdabcdabcdabcdabcd'), wait]],
  ],
  // Now and then it stays where it was, in place of the way that it takes as a rule.
  [
    {
      ...two({}, ['count']),
      states: [
        {
          ...plain,
          after: undefined,
          frame: [
            { ...onward, guard: 'isEven' },
            { ...onward, to: 3, actions: ['count'] },
          ],
        },
        { ...plain, after: undefined, frame: [{ ...onward, emits: true }] },
      ],
    },
    'server',
    0,
    [[feed('abcdabcdabcdabcd'), wait]],
  ],
  // What finds a count throws, or gives none.
  [two({ need: 'bytes of context' }, ['count', 'count', 'count']), 'server', 8, [whole, whole]],
  [two({ need: 'bytes of context' }, new Array<'count'>(7).fill('count')), 'server', 8, [whole, whole]],
  [two({ need: 'until of context' }, ['count', 'count']), 'server', 8, [[feed('aba;aba;aba;aba;aba;aba;aba;'), wait]]],
  [two({ need: 'bytes of context', after: undefined }, ['count', 'count', 'count']), 'server', 8, [whole, whole]],
  // More messages than go into a list.
  [two({}), 'client', 0, [[{ do: 'be greedy' }, feed('abcd'.repeat(80)), wait]]],
  // A message that need not be answered, in a state that hears of it all the same.
  (() => {
    const { states, ...rest } = two({ frame: [{ ...onward, to: 2, emits: true, reenter: true }] });
    const lives = new Array<Command[]>(48).fill([{ do: 'be greedy' }, feed('abcdabcd'), wait]);
    return [{ states: [{ ...plain, onAnswer: true }, states[1]], ...rest }, 'client', 8, lives];
  })(),
  // A function of the author's holds the connection while messages are taken in a list; and the chart goes elsewhere after some of them.
  [
    two({ frame: [{ ...onward, actions: ['meddle'], emits: true }] }),
    'client',
    8,
    [[{ do: 'be greedy' }, feed('abcd'.repeat(4)), release, feed('abcd'.repeat(9)), wait, release, wait]],
  ],
  (() => {
    const frame: State['frame'] = [
      { ...onward, guard: 'isRefused', to: 2, emits: true, reenter: true },
      { ...onward, emits: true },
    ];
    const { states, ...rest } = two({ frame });
    const counting = { ...plain, frame: [{ ...onward, actions: ['count'] }] };
    return [
      { states: [counting, states[1]], ...rest },
      'client',
      8,
      [[{ do: 'be greedy' }, feed('abcd'.repeat(20)), wait]],
    ];
  })(),
  // Another time-out is cleared first.
  [two({ exit: 'forget' }, ['later']), 'server', 8, [whole]],
  // A part of what is skipped was skipped when a time-out came.
  // A reader refuses what it reads or has read, goes outside of its window, has the machine go elsewhere, or finds another event.
  [
    two({ need: 'whole' }),
    'server',
    8,
    [
      [feed('abcdabXdab'), wait, feed('abcX'), wait],
      [feed('abcdabYdab'), wait],
      [feed('abcdabMdab'), wait],
      [feed('abcdabrdabc'), wait, feed('dab'), wait],
    ],
  ],
  [
    two({ need: 'whole', after: undefined }),
    'server',
    8,
    [
      [feed('abcdabXdab'), wait],
      [feed('abcdabrdab'), wait],
    ],
  ],
  [two({ need: 'skip' }), 'server', 8, [[feed('abcc;abcc'), wait, feed('abab;'), wait, feed('aXab;')]]],
];

const CYCLES = Number(process.env['CYCLES'] ?? 30);

test(
  'random charts and lives: the same as on XState',
  () => {
    check({ numRuns: CYCLES });
  },
  60_000 + CYCLES * 200,
);

test('the generator has cycles run hot in most lives, and left at every end that they have', () => {
  ends.clear();
  const { all, hot } = check({ seed: 1, numRuns: 60, examples });
  expect(hot / all).toBeGreaterThan(0.5);
  expect([...ends].filter(([, often]) => often === 0)).toEqual([]);
}, 60_000);
