/** Functions of a machine that cannot do what they are there for, as their author is told. */
import { describe, expect, test } from 'vitest';
import { and, assign, cancel, emit, enqueueActions, log, not, or, raise, sendTo, stateIn } from 'xstate';
import * as other from 'xstate-lowest';
import { line, readHalf, toldOf, toldOfReading } from './kit.js';

// biome-ignore lint/suspicious/noExplicitAny: what XState's types refuse is what is tried
type Loose = any;
const loose = { assign, cancel, emit, enqueueActions, log, raise, sendTo } as Loose;
const late = async () => ({ type: 'late' });
const at = (told: string): string => `Protocol 'p', read half, state 'awaiting-line': ${told}`;
const handOut = { guard: 'always', target: 'responding', actions: 'handOut' };
const reading = (parts: object) => ({
  meta: { need: line() },
  on: { line: [handOut, { target: 'closed', ...parts }] },
});
const onLine = (parts: object) => toldOfReading(reading(parts));
/** What is told where an action or a guard is implemented under this name. */
const onNamed = (parts: object, implementations: object) =>
  toldOf(readHalf({ states: { 'awaiting-line': reading(parts) } }).provide(implementations as never));

describe('async', () => {
  const told = (what: string, wanted = 'returns the value') =>
    at(
      `${what} is an async function or a generator, and nobody waits for what it gives. Give a function that ${wanted}; what takes its time is the work of the application.`,
    );

  test.each<[string, object, string]>([
    ['actions', { actions: late }, "its action 'late'"],
    ['actions without a name', { actions: [async () => {}] }, 'one of its actions'],
    ['an action that is a generator', { actions: function* save() {} }, "its action 'save'"],
  ])('%s', (_, parts, what) => {
    expect(onLine(parts)).toBe(told(what, 'is done when it returns'));
  });

  test('entry, exit, and what is implemented under a name', () => {
    const done = 'is done when it returns';
    expect(toldOfReading({ entry: late })).toBe(told("its action 'late'", done));
    expect(toldOfReading({ exit: async () => {} })).toBe(told('one of its actions', done));
    expect(onNamed({ actions: 'save' }, { actions: { save: late } })).toBe(told("its action 'save'", done));
  });

  test.each<[string, unknown, string]>([
    ['with params', { type: 'isLast', params: { n: 1 } }, "its guard 'isLast'"],
    ['in `not`', not(late as Loose), "its guard 'not(late)'"],
    ['in `or` in `and`', and([or([late as Loose, 'always'])]), "its guard 'and(or(late, always))'"],
  ])('a guard %s', (_, guard, what) => {
    expect(onNamed({ guard }, { guards: { isLast: late } })).toBe(told(what));
  });

  test.each<[string, unknown, string]>([
    ['assign', loose.assign(late), 'the function of its `assign`'],
    ['a property of assign', loose.assign({ n: late }), "what its `assign` makes of 'n'"],
    ['emit', loose.emit(late), 'the function of its `emit`'],
    ['raise', loose.raise(late), 'the function of its `raise`'],
    ['a delay', loose.raise({ type: 'x' }, { delay: late }), 'a delay of it'],
    ['sendTo', loose.sendTo(({ self }: Loose) => self, late), 'the function of its `sendTo`'],
    ['cancel', loose.cancel(late), 'the function of its `cancel`'],
    ['log', loose.log(late), 'the function of its `log`'],
    ['enqueueActions', loose.enqueueActions(late), 'the function of its `enqueueActions`'],
    ['params', { type: 'handOut', params: late }, 'the `params` of an action'],
  ])('what is given to %s', (_, actions, what) => {
    expect(onLine({ actions })).toBe(told(what));
  });

  test('a time-out, the context, and outputs', () => {
    const slow = readHalf().provide({ delays: { idle: late } } as never);
    expect(toldOf(slow)).toBe(told('a delay of it'));
    expect(toldOf(readHalf({ context: late }))).toContain('the root state: its `context` is an async function');
    expect(toldOf(readHalf({ output: late }))).toContain('the root state: its `output` is an async function');
    expect(toldOf(readHalf({ states: { closed: { type: 'final', output: late } } }))).toContain(
      "state 'closed': its `output` is an async function",
    );
  });
});

describe('not called', () => {
  const told = (what: string, name: string) =>
    at(`${what} is XState's \`${name}\`, which is not called. Write \`${name}(…)\`.`);

  test.each(Object.entries({ assign, cancel, emit, enqueueActions, log, raise, sendTo }))('%s', (name, actions) => {
    expect(onLine({ actions })).toBe(told(`its action '${name}'`, name));
    expect(toldOfReading({ entry: ['handOut', actions] })).toBe(told(`its action '${name}'`, name));
  });

  test.each(Object.entries({ and, not, or, stateIn }))('%s', (name, guard) => {
    expect(onLine({ guard })).toBe(told(`its guard '${name}'`, name));
  });

  test('`emit` of another copy of XState, and one under a name', () => {
    expect(other.emit).not.toBe(emit);
    const { assign, cancel, enqueueActions, log, raise, sendTo } = other;
    for (const [name, actions] of Object.entries({
      assign,
      cancel,
      emit: other.emit,
      enqueueActions,
      log,
      raise,
      sendTo,
    })) {
      expect(onLine({ actions })).toBe(told(`its action '${name}'`, name));
    }
    expect(onNamed({ actions: 'save' }, { actions: { save: emit } })).toBe(told("its action 'save'", 'emit'));
  });

  test('a function of one’s own that is called `emit` is none', () => {
    const own = { emit: () => log('xstate.emit') };
    expect(onLine({ actions: own.emit })).toBeUndefined();
  });
});

test('an action in place of a guard, and a guard in place of an action', () => {
  expect(onLine({ guard: emit({ type: 'message', message: 1 } as never) })).toBe(
    at("its guard 'emit' is an action. Write it in `actions`."),
  );
  expect(onLine({ actions: not('always') })).toBe(
    at("its action 'not' is a guard. Write it as the `guard` of a transition."),
  );
});
