/** What guards and plain actions give back that XState says nothing of: both runtimes end with the same error, late as at once. */
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, and, createMachine, emit, enqueueActions, log, not, or, raise } from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { HalfRun } from '../../src/runtime/runtime.js';

// biome-ignore lint/suspicious/noExplicitAny: machines as data, without the types of `setup`
type Loose = any;
/** What a function gives, given what it gives now. */
type Plot = (give: () => unknown) => AnyStateMachine;

const go = { type: 'go' };
const machine = (state: object, implementations: object = {}) =>
  createMachine(
    { id: 'm', initial: 'a', states: { a: state, b: { on: { go: 'a' } }, c: { on: { go: 'a' } } } } as never,
    implementations as never,
  );
const onGo = (transition: unknown, implementations?: object) => machine({ on: { go: transition } }, implementations);
const to = (guard: unknown) => [{ guard, target: 'b' }, { target: 'c' }];
const enqueued = (collect: (args: Loose, give?: () => unknown) => void) => enqueueActions(collect as never);

const guards: Readonly<Record<string, Plot>> = {
  inline: (give) => onGo(to(give)),
  'by name': (give) => onGo(to('last'), { guards: { last: give } }),
  'by another name': (give) => onGo(to('last'), { guards: { last: 'first', first: give } }),
  'with params': (give) => onGo(to({ type: 'last', params: { n: 1 } }), { guards: { last: give } }),
  'within `not`': (give) => onGo(to(not(give as never))),
  'within `and`': (give) => onGo(to(and([() => true, give as never]))),
  'within `or` within `not`, by name': (give) =>
    onGo(to(not(or([() => false, 'last'] as never))), { guards: { last: give } }),
  'of an `always`': (give) =>
    machine({
      initial: 'a0',
      states: { a0: { on: { go: 'a1' } }, a1: { always: [{ guard: give, target: '#m.b' }, { target: '#m.c' }] } },
    }),
  'that `check` asks, inline': (give) => onGo({ actions: enqueued(({ check }) => check(give)) }),
  'that `check` asks, by name': (give) =>
    onGo({ actions: enqueued(({ check }) => check('last')) }, { guards: { last: give } }),
  'that `check` asks in what was enqueued': (give) =>
    onGo({ actions: enqueued(({ enqueue }) => enqueue(enqueued(({ check }) => check(not(give as never))))) }),
};

const actions: Readonly<Record<string, Plot>> = {
  inline: (give) => onGo({ actions: () => give() }),
  'by name': (give) => onGo({ actions: 'save' }, { actions: { save: give } }),
  'with params': (give) => onGo({ actions: { type: 'save', params: { n: 1 } } }, { actions: { save: give } }),
  'after others': (give) => onGo({ actions: [emit(go), raise({ type: 'x' }), () => give()] }),
  'of an entry': (give) => machine({ on: { go: { target: 'a', reenter: true } }, entry: () => give() }),
  'of an exit': (give) => machine({ on: { go: 'b' }, exit: () => give() }),
  'that is enqueued': (give) => onGo({ actions: enqueued(({ enqueue }) => enqueue(() => give())) }),
  'that is enqueued by name': (give) =>
    onGo({ actions: enqueued(({ enqueue }) => enqueue('save')) }, { actions: { save: give } }),
};

const host = { emitted: () => undefined, transitioned: () => undefined };

/** @param calls which of its calls gives this; what comes before gives `else` */
function run(plot: Plot, runtime: typeof compiled, what: () => unknown, usual: unknown, calls: number): HalfRun {
  let left = calls;
  const half = runtime(plot(() => (--left === 0 ? what() : usual))).start({ input: undefined, half: 0, now: 0, host });
  for (let turn = 0; turn < 200 && half.status === 'active'; turn++) half.send(go, 0);
  return half;
}

const runtimes = [
  ['compiled', compiled],
  ['interpreted', interpreted],
] as const;
const moments = [
  ['at once', 1],
  ['when it is hot', 60],
] as const;

describe.each(runtimes)('%s', (_, runtime) => {
  describe.each(moments)('%s', (_, calls) => {
    const failing = (plot: Plot, what: () => unknown, usual: unknown) => {
      const half = run(plot, runtime, what, usual, calls);
      expect(half.status).toBe('error');
      return (half.error as Error).message;
    };

    test.each(Object.entries(guards))('a guard %s', (_, plot) => {
      const promise = 'a guard returns a promise, and nobody waits for it. Return true or false';
      expect(failing(plot, async () => false, true)).toContain(promise);
      expect(failing(plot, () => not('last'), true)).toContain('a guard returns another guard, which nobody asks.');
    });

    test.each(Object.entries(actions))('an action %s', (_, plot) => {
      const promise = 'returns a promise, and nobody waits for it. What takes its time';
      expect(failing(plot, async () => 1, 1)).toContain(promise);
      const made =
        'returns what `log` makes, which nobody carries out. Write it in its place, as in `actions: log(…)`.';
      expect(failing(plot, () => log('x'), undefined)).toContain(made);
    });
  });

  test('other answers are left to JavaScript', () => {
    for (const answer of ['yes', 1, {}, [], () => true]) {
      const half = run(
        (give) => onGo(to(give)),
        runtime,
        () => 0,
        answer,
        0,
      );
      expect([half.status, half.logic.states[half.state]]).toEqual(['active', 'a']);
    }
  });

  test('an action of the start', () => {
    const half = run(
      (give) => machine({ entry: () => give() }),
      runtime,
      async () => 1,
      undefined,
      1,
    );
    expect((half.error as Error).message).toContain('returns a promise');
  });

  test('a promise that rejects leaves no rejection that nobody handles', async () => {
    const stray: unknown[] = [];
    const note = (cause: unknown) => stray.push(cause);
    process.on('unhandledRejection', note);
    for (const plot of [...Object.values(guards), ...Object.values(actions)]) {
      run(plot, runtime, () => Promise.reject(new Error('late')), true, 1);
    }
    // Node tells of them after the promises' turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(stray).toEqual([]);
  });
});

test('both runtimes say the same', () => {
  for (const plot of [...Object.values(guards), ...Object.values(actions)]) {
    for (const [, calls] of moments) {
      for (const what of [async () => 1, () => not('last'), () => log('x')]) {
        const [one, other] = runtimes.map(([, runtime]) => run(plot, runtime, what, true, calls));
        expect([one?.status, (one?.error as Error | undefined)?.message]).toEqual([
          other?.status,
          (other?.error as Error | undefined)?.message,
        ]);
      }
    }
  }
});
