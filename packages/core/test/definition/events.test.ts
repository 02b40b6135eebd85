/** Mistakes about the events that a half hears and says, as their author is told. */

import { expect, test } from 'vitest';
import { createMachine, emit, raise } from 'xstate';
import { whole, writeHalf } from '../../src/index.js';
import { line, readHalf, toldOf, toldOfReading, toldOfStates } from './kit.js';

const at = (told: string): string => `Protocol 'p', read half, state 'awaiting-line': ${told}`;
const toLine = { line: { target: 'responding', actions: 'handOut' } };

test.each<[string, string]>([
  ['eoff', "Write 'eof'"],
  ['Eof', "Write 'eof'"],
  ['malfromed', "Write 'malformed'"],
  ['respond', "Write 'responded'"],
  ['finish', "Write 'finished'"],
  ['drained', "Write 'drain'"],
  ['rest', "Write 'reset'"],
  ['lien', "Write 'line'"],
  ['end', "The remote's end is 'eof'"],
  ['error', "A codec that refused the bytes is 'malformed', a transport that failed is 'reset'"],
  ['data', 'Bytes come by a need: `meta: { need: … }`'],
  ['timeout', 'Write `after: { … }`'],
])("an event that never comes, '%s'", (event, write) => {
  expect(toldOfReading({ on: { ...toLine, [event]: 'closed' } })).toBe(
    at(`it handles '${event}', which never comes. ${write}.`),
  );
});

test('an event that never comes, at the root', () => {
  expect(toldOf(readHalf({ on: { malfromed: '.failed' } }))).toBe(
    "Protocol 'p', read half, the root state: it handles 'malfromed', which never comes. Write 'malformed'.",
  );
});

test('an event that never comes to a write half', () => {
  const write = createMachine({
    initial: 'idle',
    states: { idle: { on: { flush: 'idle', ended: 'closed' } }, closed: { type: 'final' } },
  });
  expect(toldOf(readHalf(), { write })).toBe(
    "Protocol 'p', write half, state 'idle': it handles 'flush', which never comes. Write 'flushed'.",
  );
});

test('what may come after all is no mistake', () => {
  // Raised, by whatever state.
  expect(toldOfReading({ entry: raise({ type: 'eoff' }), on: { ...toLine, eoff: 'closed' } })).toBeUndefined();
  expect(toldOfReading({ entry: raise(() => ({ type: 'data' })), on: { ...toLine, data: 'closed' } })).toBeUndefined();
  // Named by a function.
  const need = whole(() => ({}) as never, { event: () => 'close' });
  expect(toldOfReading({ meta: { need }, on: { close: 'closed', end: 'closed' } })).toBeUndefined();
  // Of a need that another option of the protocol asks for.
  expect(toldOfReading({ on: { ...toLine, netstring: 'closed' } })).toBeUndefined();
  // By a wildcard, and forbidden ones.
  expect(toldOfReading({ on: { ...toLine, 'xyz.*': 'closed', '*': 'closed', drain: undefined } })).toBeUndefined();
});

test.each<[string, object, string]>([
  ['nothing', {}, ''],
  ['a time-out only', { after: { idle: 'failed' } }, ''],
  ['closing only', { on: { drain: 'closed' } }, ''],
  ['being reset only', { on: { reset: 'failed' } }, ''],
])('a state that hands a message over and hears %s', (_, responding) => {
  expect(toldOfStates({ responding })).toBe(
    "Protocol 'p', read half, state 'responding': a message was handed over, nothing is needed here, and `responded` is not handled: nothing would be read any more. Write `on: { responded: 'awaiting-line' }`.",
  );
});

test('a state that a message leads to by way of another', () => {
  expect(toldOfStates({ responding: { always: 'waiting' }, waiting: {} })).toMatch(
    "state 'waiting': a message was handed over, nothing is needed here, and `responded` is not handled",
  );
});

test('a state that hands a message over as it is entered', () => {
  const greeting = { entry: emit({ type: 'message', message: 'hello' }) };
  expect(toldOf(readHalf({ initial: 'greeting', states: { greeting } }))).toMatch(
    "state 'greeting': a message was handed over, nothing is needed here, and `responded` is not handled",
  );
});

test('a state that leads nowhere', () => {
  const on = { line: 'waiting' };
  const told =
    "Protocol 'p', read half, state 'waiting': it needs nothing, and nothing leads on from it: nothing would be read any more. Give it a need in `meta`, a way on, or `type: 'final'`.";
  expect(toldOfStates({ 'awaiting-line': { meta: { need: line() }, on }, waiting: {} })).toBe(told);
  // What the whole half does when its time is up leads on from nowhere.
  expect(
    toldOf(
      readHalf({
        after: { 5000: '.failed' },
        states: { 'awaiting-line': { meta: { need: line() }, on }, waiting: {} },
      }),
    ),
  ).toBe(told);
});

test.each<[string, object]>([
  ['an answer', { on: { responded: 'awaiting-line' } }],
  ['any event', { on: { '*': 'awaiting-line' } }],
  ['our own end', { on: { finished: 'closed' } }],
  ['a delay', { after: { idle: 'awaiting-line' } }],
  ['itself', { always: { guard: 'always', target: 'awaiting-line' } }],
  ['an event that it raises', { entry: raise({ type: 'on' }), on: { on: 'awaiting-line' } }],
])('a state is left by %s', (_, responding) => {
  expect(toldOfStates({ responding })).toBeUndefined();
});

test('a state that waits for an answer where nothing was handed over', () => {
  expect(toldOfReading({ on: { line: 'responding' } })).toBe(
    "Protocol 'p', read half, state 'responding': it waits for `responded`, which comes after a message, and this half emits none. Write `actions: emit(({ event }) => ({ type: 'message', message: event.value }))` on the way here.",
  );
});

test.each<[object | string, string]>([
  [{ type: 'mesage', message: 1 }, "it emits 'mesage', which means nothing to a connection. Write 'message'."],
  [{ type: 'Message', message: 1 }, "it emits 'Message', which means nothing to a connection. Write 'message'."],
  [
    { type: 'message', value: 1 },
    "it emits 'message' without a `message`. Write `emit({ type: 'message', message: … })`.",
  ],
  [{ type: 'closed' }, "it emits 'closed', which the connection says itself. Name the event differently."],
  ['message', "it emits message, which is no event. Write `emit({ type: 'message', message: … })`."],
])('an emitted event that means nothing: %j', (event, told) => {
  expect(toldOfReading({ on: { line: { target: 'closed', actions: emit(event as never) } } })).toBe(at(told));
});

test('a `progress` that does not start the time-out anew', () => {
  const parts = { after: { idle: 'failed' } };
  expect(toldOfReading({ ...parts, on: { ...toLine, progress: 'awaiting-line' } })).toBe(
    at(
      "`progress` leads back without re-entering the state, so the time-out does not start anew. Write `progress: { target: 'awaiting-line', reenter: true }`.",
    ),
  );
  expect(
    toldOfReading({ ...parts, on: { ...toLine, progress: { target: 'awaiting-line', reenter: true } } }),
  ).toBeUndefined();
});

test('a write half that comes to no end', () => {
  const write = createMachine({
    initial: 'idle',
    states: { idle: { on: { finish: 'closed' } }, closed: { type: 'final' } },
  });
  expect(toldOf(readHalf(), { write })).toBe(
    "Protocol 'p', write half: `ended` leads to no final state: a connection would never be closed. Take `writeHalfWith`, or lead `finish` to a state with `on: { ended: 'closed' }`.",
  );
  expect(toldOf(readHalf(), { write: writeHalf })).toBeUndefined();
});

test('halves that were swapped', () => {
  expect(toldOf(writeHalf, { write: readHalf() })).toMatch(
    /read half, state 'idle': it handles 'finish', which never comes/,
  );
});
