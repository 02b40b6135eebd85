/** Words that XState passes over in silence, as their author is told. */
import { expect, test } from 'vitest';
import { defineProtocol } from '../../src/index.js';
import { readHalf, toldOf, toldOfReading, toldOfStates } from './kit.js';

const at = (told: string): string => `Protocol 'p', read half, state 'awaiting-line': ${told}`;

test.each<[string, string]>([
  ['afer', "Write 'after'"],
  ['On', "Write 'on'"],
  ['alwyas', "Write 'always'"],
  ['meat', "Write 'meta'"],
  ['activities', 'A half has no activities: start the work beside the connection'],
])("a key of a state that means nothing, '%s'", (key, write) => {
  expect(toldOfReading({ [key]: {} })).toBe(at(`it has the key '${key}', which means nothing. ${write}.`));
});

test.each<[string, string]>([
  ['action', "Write 'actions'"],
  ['gaurd', "Write 'guard'"],
  ['internal', "Write 'reenter': what was `internal: false` is `reenter: true`"],
  ['targets', "Write 'target'"],
])("a key of a transition that means nothing, '%s'", (key, write) => {
  const told = at(`the transition on 'line' has the key '${key}', which means nothing. ${write}.`);
  expect(toldOfReading({ on: { line: { target: 'closed', [key]: 'handOut' } } })).toBe(told);
});

test('a key that resembles none is the author’s own', () => {
  expect(
    toldOfReading({ seeAlso: 'RFC 862', meta: { need: readHalf().root.states['awaiting-line']?.meta.need, seed: 7 } }),
  ).toBeUndefined();
});

test.each(['fail', 'Failed', 'failure', 'failled'])("a final state named '%s'", (name) => {
  expect(toldOfStates({ [name]: { type: 'final' } })).toBe(
    `Protocol 'p', read half, state '${name}': only a final state named \`failed\` is a failure: this one is an end in order. Write 'failed', or name an end in order differently.`,
  );
});

test.each<[string, object, string]>([
  ['an unknown option', { farwell: () => undefined }, "`farwell` is no option. Write 'farewell'."],
  [
    'an option of elsewhere',
    { port: 1 },
    '`port` is no option. There are: name, read, write, encode, opening, next, leftovers, secures, addresses, limits, timeouts, farewell, goodbye, needsSecurity, heartbeat, replies, untaken, aside, fields.',
  ],
  ['an unknown limit', { limits: { contentByte: 1 } }, "`limits.contentByte` is no option. Write 'contentBytes'."],
  ['an unknown time-out', { timeouts: { Idle: 1 } }, "`timeouts.Idle` is no option. Write 'idle'."],
  [
    'no encoder',
    { encode: undefined },
    '`encode` is missing. It must be a function: `(message, out) => out.text(message)`.',
  ],
  [
    'an opening that is a message',
    { opening: 'HELLO' },
    "`opening` is 'HELLO'. It must be a function that returns a message.",
  ],
  ['leftovers that are dropped', { leftovers: 'drop' }, "`leftovers` is 'drop'. It must be 'keep' or 'refuse'."],
  [
    'half a goodbye',
    { goodbye: { message: () => 'bye' } },
    '`goodbye` is an object with the keys message. It must be an object with the functions `message` and `is`.',
  ],
])('%s', (_, options, told) => {
  expect(toldOf(readHalf(), options as never)).toBe(`Protocol 'p', options: ${told}`);
});

test.each<[string, string]>([
  [
    'awaiting-line',
    'it is not final, so the read half does not end there. Name one of its final states: closed, failed.',
  ],
  ['close', "it is no state of the read half. Write 'closed'."],
  ['upgraded', 'it is no state of the read half. Name one of its final states: closed, failed.'],
])("`next` of the state '%s'", (state, told) => {
  const next = defineProtocol<string>({ name: 'next', read: readHalf(), encode: () => {} });
  expect(toldOf(readHalf(), { next: { [state]: next } })).toBe(`Protocol 'p', next, state '${state}': ${told}`);
});

test('several mistakes are told at once, and what follows from one is not', () => {
  const responding = { on: { respond: 'awaiting-line' } };
  const states = { responding, 'awaiting-line': { meta: { needs: 1 }, on: { lines: 'responding' } } };
  expect(toldOf(readHalf({ on: { malfromed: '.failed' }, states }))).toBe(`Protocol 'p' has 3 mistakes:
- read half, state 'awaiting-line': \`meta\` has the key 'needs', which means nothing. Write 'need'.
- read half, the root state: it handles 'malfromed', which never comes. Write 'malformed'.
- read half, state 'responding': it handles 'respond', which never comes. Write 'responded'.`);
});
