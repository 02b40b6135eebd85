/** What a state has and never comes to, and what is set and cancelled in vain, as their author is told. */
import { describe, expect, test } from 'vitest';
import { cancel, emit, enqueueActions, raise } from 'xstate';
import { line, readHalf, toldOf, toldOfReading } from './kit.js';

// biome-ignore lint/suspicious/noExplicitAny: machines as data, without the types of `setup`
const loose = { emit, enqueueActions, raise } as any;
const at = (told: string, state = 'awaiting-line'): string => `Protocol 'p', read half, state '${state}': ${told}`;
const handOut = { target: 'responding', actions: 'handOut' };
const toldOfClosed = (parts: object) => toldOf(readHalf({ states: { closed: { type: 'final', ...parts } } }));

test.each<[string, object, string]>([
  ['an event', { on: { line: 'failed' } }, "'line'"],
  ['a time-out', { after: { idle: 'failed' } }, 'its `after`'],
  ['an `always`', { always: 'failed' }, 'its `always`'],
])('a final state with %s', (_, parts, what) => {
  expect(toldOfClosed(parts)).toBe(
    at(`it is final, and ${what} is never taken: the half is over. Leave one of them out.`, 'closed'),
  );
});

test('a final state within another one may have all of that', () => {
  const states = {
    early: { meta: { need: line() }, on: { line: 'late' } },
    late: { type: 'final', on: { line: '#m.closed' } },
  };
  expect(
    toldOf(
      readHalf({
        initial: 'open',
        states: { open: { initial: 'early', states, onDone: 'responding' }, responding: { always: 'closed' } },
      }),
    ),
  ).toBeUndefined();
});

test.each<[string, object, string]>([
  [
    'an output',
    { output: 1 },
    "it has an `output`, which only final states give. Write `type: 'final'`, or leave it out.",
  ],
  ['an `initial`', { initial: 'x' }, 'it has an `initial` and no states. Leave it out.'],
  ['an `onDone`', { onDone: 'closed' }, 'it has an `onDone` and no states that could be done. Leave it out.'],
])('a state that reads with %s', (_, parts, told) => {
  expect(toldOfReading({ on: { line: handOut }, ...parts })).toBe(at(told));
});

describe('a transition after one that has no guard', () => {
  const told = (what: string) =>
    at(
      `of its transitions for ${what}, one comes after one that has no guard, and is never taken. Write the one without a guard last.`,
    );

  test('is never taken', () => {
    const closed = { guard: 'always', target: 'closed' };
    expect(toldOfReading({ on: { line: [handOut, closed] } })).toBe(told("'line'"));
    expect(toldOfReading({ on: { line: [handOut, { target: 'closed' }] } })).toBe(told("'line'"));
    expect(toldOfReading({ on: { line: handOut }, after: { idle: [{ target: 'failed' }, closed] } })).toBe(
      told('its `after`'),
    );
    expect(toldOfReading({ on: { line: [closed, handOut] } })).toBeUndefined();
  });
});

describe('time', () => {
  const told = (delay: string) =>
    at(`a delay of it is ${delay}. Give a number of milliseconds from 0, or Infinity for never.`);
  const idle = (delay: number) => toldOf(readHalf().provide({ delays: { idle: delay } } as never));

  test('a time-out that is none', () => {
    expect(idle(Number.NaN)).toBe(told('NaN'));
    expect(idle(-1)).toBe(told('-1'));
    expect(idle(0)).toBeUndefined();
    expect(idle(Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  test('a delayed event that goes back in time', () => {
    const actions = ['handOut', loose.raise({ type: 'drain' }, { delay: -5 })];
    expect(toldOfReading({ on: { line: { target: 'responding', actions } } })).toBe(told('-5'));
  });

  test('what is cancelled and never set', () => {
    const late = loose.raise({ type: 'drain' }, { delay: 5, id: 'late' });
    const reading = (...exit: unknown[]) =>
      toldOfReading({ on: { line: handOut, drain: 'closed' }, entry: late, exit });
    expect(reading(cancel('late'))).toBeUndefined();
    expect(reading(cancel('lat'))).toBe(at("it cancels 'lat', which nothing sets. Write 'late'."));
    expect(reading(cancel('nothing'))).toBe(
      at(
        "it cancels 'nothing', which nothing sets. Write `raise({ type: … }, { delay: …, id: 'nothing' })` where it begins.",
      ),
    );
    // What a function enqueues is known when it is called.
    expect(
      reading(
        cancel('nothing'),
        loose.enqueueActions(() => {}),
      ),
    ).toBeUndefined();
  });
});

test('`emit` without anything', () => {
  const actions = ['handOut', loose.emit()];
  expect(toldOfReading({ on: { line: { target: 'responding', actions } } })).toBe(
    at("it emits undefined, which is no event. Write `emit({ type: 'message', message: … })`."),
  );
});
