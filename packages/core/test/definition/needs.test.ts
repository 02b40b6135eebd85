/** Mistakes about what a state waits for, as their author is told. */
import { expect, test } from 'vitest';
import { bytes, peek, remainder, stream, streamRemainder, until, whole } from '../../src/index.js';
import { line, readHalf, toldOf, toldOfReading, toldOfStates } from './kit.js';

const at = (told: string): string => `Protocol 'p', read half, state 'awaiting-line': ${told}`;
const constructors = '`bytes`, `until`, `through`, `stream`, `remainder`, `whole` or `peek`';
const on = { line: 'closed' };

test.each<[unknown, string]>([
  [7, `its need is 7. Make needs with ${constructors}.`],
  [null, `its need is null. Make needs with ${constructors}.`],
  ['line', `its need is 'line'. Make needs with ${constructors}.`],
  [{ kind: 'byte' }, `its need is an object of kind 'byte'. Make needs with ${constructors}.`],
  [bytes, `its need is the function bytes. Call it: a need is what ${constructors} return.`],
])('a need that is none: %s', (need, told) => {
  expect(toldOfReading({ meta: { need }, on })).toBe(at(told));
});

test.each<[string, unknown, string]>([
  ['a negative count', bytes(-1, { event: 'line' }), 'the `count` of its need is -1.'],
  ['half a byte', bytes(1.5, { event: 'line' }), 'the `count` of its need is 1.5.'],
  ['bytes without an end', bytes(Number.POSITIVE_INFINITY, { event: 'line' }), 'the `count` of its need is Infinity.'],
  ['a count that is text', bytes('2' as never, { event: 'line' }), "the `count` of its need is '2'."],
  ['a stream of NaN bytes', stream(Number.NaN, { event: 'line' }), 'the `count` of its need is NaN.'],
  ['no maximum', until('\n', { event: 'line' } as never), 'the `max` of its need is undefined.'],
  ['a negative maximum', remainder({ event: 'line', max: -1 }), 'the `max` of its need is -1.'],
])('an impossible number: %s', (_, need, told) => {
  const write = ' Give a number of bytes from 0, or a function of the context that returns one.';
  expect(toldOfReading({ meta: { need }, on })).toBe(at(told + write));
});

test.each<[string, unknown, string]>([
  [
    'a codec',
    bytes(1, { event: 'line', decode: 'text' as never }),
    "the `decode` of its need is 'text'. Give a function.",
  ],
  [
    'what reads a piece',
    stream(1, { event: 'line', piece: 1 as never }),
    'the `piece` of its need is 1. Give a function.',
  ],
  ['a reader', whole({} as never, { event: 'line' }), 'the `reader` of its need is [object Object]. Give a function.'],
])('%s that is no function', (_, need, told) => {
  expect(toldOfReading({ meta: { need }, on })).toBe(at(told));
});

test.each<[string, string]>([
  [7 as never, 'the event of its need is 7. Give the type of an event, `event: …`.'],
  ['', "the event of its need is ''. Give the type of an event, `event: …`."],
  ['*', "the event of its need is '*'. Give the type of an event, `event: …`."],
  [
    'eof',
    "its need delivers 'eof', an event that comes for other reasons too. Name the event of the need differently.",
  ],
  [
    'reset',
    "its need delivers 'reset', an event that comes for other reasons too. Name the event of the need differently.",
  ],
])('an event that cannot tell of a need: %j', (event, told) => {
  expect(toldOfReading({ meta: { need: line(event) }, on: { '*': 'closed' } })).toBe(at(told));
});

test.each<[object, string]>([
  [{ needs: line() }, "`meta` has the key 'needs', which means nothing. Write 'need'."],
  [{ Need: line() }, "`meta` has the key 'Need', which means nothing. Write 'need'."],
  [{ ned: 7 }, "`meta` has the key 'ned', which means nothing. Write 'need'."],
  [{ nede: 7 }, "`meta` has the key 'nede', which means nothing. Write 'need'."],
  [{ waitsFor: line() }, "`meta` has the key 'waitsFor', which means nothing. Write 'need'."],
  [{ need: undefined }, 'its need is undefined. Leave out `need` where nothing is to be read.'],
  [line(), '`meta` is a need itself. Write `meta: { need: … }` in the state.'],
])('a key of `meta` that was to be `need`: %j', (meta, told) => {
  expect(toldOfReading({ meta })).toBe(at(told));
});

test('a need in the state itself', () => {
  expect(toldOfReading({ meta: {}, need: line() })).toBe(
    at("it has the key 'need', which means nothing. Write `meta: { need: … }`."),
  );
});

test('a need in the `meta` of a transition', () => {
  expect(toldOfReading({ on: { line: { target: 'closed', meta: { need: line() } } } })).toBe(
    at(
      "the transition on 'line' has a need in its `meta`, and only states have needs. Write `meta: { need: … }` in the state.",
    ),
  );
});

test('a need of a final state', () => {
  expect(toldOfStates({ closed: { type: 'final', meta: { need: line() } } })).toBe(
    "Protocol 'p', read half, state 'closed': it has a need and is final, so nothing is read in it. Leave out `type`, or the need.",
  );
});

test('a need that an `always` leaves before anything is read', () => {
  expect(toldOfReading({ always: 'closed' })).toBe(
    at(
      'it has a need, and an `always` without a guard that leaves it before anything is read. Leave out one of them, or give the transition a guard.',
    ),
  );
  expect(toldOfReading({ always: { guard: 'always', target: 'closed' } })).toBeUndefined();
});

test.each<[string, object, string]>([
  ['nobody', { on: { eof: 'closed' } }, 'Write `on: { line: … }`.'],
  ['by a slip another', { on: { lines: 'closed' } }, "It handles 'lines': write the same name in both places."],
])('the event of a need that is handled by %s', (_, parts, write) => {
  expect(toldOfReading(parts)).toBe(at(`its need delivers 'line', which neither it nor a parent handles. ${write}`));
});

test('the event of a need that has no name of its own', () => {
  expect(toldOfReading({ meta: { need: bytes(2) } })).toBe(
    at(
      "its need delivers 'bytes', which neither it nor a parent handles. Write `on: { bytes: … }`, or name the event of the need.",
    ),
  );
});

test('the end of a stream that has none but that of the input', () => {
  expect(toldOfReading({ meta: { need: streamRemainder() } })).toBe(
    at("its need delivers 'eof', which neither it nor a parent handles. Write `on: { eof: … }`."),
  );
});

test('events of a need that only its function names, and none of which is handled', () => {
  const need = whole(() => ({}) as never, { event: () => 'any' });
  expect(toldOfReading({ meta: { need }, on: { eof: 'closed' } })).toBe(
    at(
      'it handles no event of its need, and neither does a parent. Handle in `on` what the `event` of the need returns.',
    ),
  );
});

test('the event of a parent’s need that one child of two does not handle', () => {
  const open = {
    meta: { need: line() },
    initial: 'first',
    states: { first: { on: { line: 'second' } }, second: { on: { drain: '#m.closed' } } },
  };
  expect(toldOf(readHalf({ initial: 'open', states: { open } }))).toBe(
    "Protocol 'p', read half, state 'open.second': its need delivers 'line', which neither it nor a parent handles. Write `on: { line: … }`.",
  );
});

test.each<[string, unknown]>([
  ['peeks at 1', peek(1, { event: 'line' })],
  ['needs 0', bytes(0, { event: 'line' })],
])('a state that %s bytes for ever', (does, need) => {
  const told = at(
    `it ${does} bytes, and 'line' leaves everything as it is: it would come for ever. Give 'line' a target that reads on.`,
  );
  expect(toldOfReading({ meta: { need }, on: { line: { actions: 'handOut' } } })).toBe(told);
  expect(toldOfReading({ meta: { need }, on: { line: { target: 'awaiting-line', reenter: true } } })).toBe(told);
  expect(toldOfReading({ meta: { need } })).toBeUndefined();
});

test('a need of a write half', () => {
  const write = readHalf();
  expect(toldOf(readHalf(), { write })).toMatch(
    "write half, state 'awaiting-line': it has a need, and a write half reads nothing. Put the need into the read half.",
  );
});
