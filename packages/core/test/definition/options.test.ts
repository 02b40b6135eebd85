/** Options of a wrong kind or name, wherever there are options, as whoever writes without types is told. */

import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import {
  bytes,
  connect,
  countersOf,
  defineProtocol,
  mermaidOfProtocol,
  pool,
  prepare,
  reconnecting,
  relay,
  remoteErrors,
  serve,
  skipUntil,
  through,
  until,
  writeHalfWith,
} from '../../src/index.js';
import { readHalf, toldOf } from './kit.js';

const protocol = (options: object = {}) =>
  defineProtocol<string>({ name: 'p', read: readHalf() as never, encode: () => {}, ...options });
const endpoint = { clock: {}, connect: () => {}, listen: () => {} };
const call = (f: unknown, ...args: unknown[]) => (f as (...all: unknown[]) => unknown)(...args);

type Row = [what: string, made: () => unknown, told: string];

async function expectTold(made: () => unknown, told: string): Promise<void> {
  await expect((async () => made())()).rejects.toThrow(told);
}

describe('no object of options', () => {
  test.each<Row>([
    [
      'a codec in place of options',
      () => call(bytes, 2, (frame: unknown) => frame),
      'the options of bytes must be an object, not the function (anonymous). It may have: event, decode.',
    ],
    [
      'no options where some are needed',
      () => call(until, '\n'),
      'the options of until must be an object, not undefined. It may have: event, decode, max, orEnd.',
    ],
    [
      'a number',
      () => call(serve, protocol(), () => {}, endpoint, 5),
      'the options of serve must be an object, not 5.',
    ],
    [
      'null',
      () => call(serve, protocol(), () => {}, endpoint, null),
      'the options of serve must be an object, not null.',
    ],
    [
      'a list',
      () => call(prepare, protocol(), 'server', []),
      'the options of a connection must be an object, not an array.',
    ],
    [
      'null for a pool',
      () => call(pool, protocol(), endpoint, null),
      'the options of pool must be an object, not null.',
    ],
    ['nothing', () => call(defineProtocol), 'what is given to defineProtocol must be an object, not undefined.'],
    [
      'a name before them',
      () => call(defineProtocol, 'p', {}),
      "what is given to defineProtocol must be an object, not 'p'. It may have: name, read, write, encode,",
    ],
    [
      'a machine alone',
      () => call(defineProtocol, createMachine({})),
      'defineProtocol is given a machine alone. Write `defineProtocol({ name, read: machine, encode })`.',
    ],
    ['limits', () => call(prepare, protocol(), 'server', { limits: 'none' }), "limits must be an object, not 'none'."],
    [
      'a rate',
      () => call(prepare, protocol(), 'server', { rates: 240 }),
      'rates must be an object, not 240. It may have: receive, write, grace.',
    ],
    [
      'a number for the backoff',
      () => call(reconnecting, protocol(), endpoint, { backoff: 5 }),
      'the options of backoff must be an object, not 5. It may have: first, factor, most, jitter.',
    ],
  ])('%s', (_, made, told) => expectTold(made, told));
});

describe('an option that is no function, or no signal', () => {
  test.each<[string, unknown, string]>([
    ['onError', true, 'onError must be a function, not true'],
    ['onEvent', console, 'onEvent must be a function, not an object with the keys'],
    ['onConnection', 'log', "onConnection must be a function, not 'log'"],
    ['onTransition', 1, 'onTransition must be a function, not 1'],
    ['onLog', null, 'onLog must be a function, not null'],
    ['inspected', ['127.0.0.1'], 'inspected must be a function, not an array'],
    ['inspect', {}, 'inspect must be a function, or an observer with `next`, not an object with the keys (none)'],
    ['watcher', () => {}, 'watcher must be an object, not the function (anonymous)'],
    ['copyInput', 'no', "copyInput must be true or false, not 'no'"],
    [
      'signal',
      new AbortController(),
      'signal must be an AbortSignal, not its AbortController: write `controller.signal`',
    ],
    ['signal', 5000, 'signal must be an AbortSignal, not 5000'],
  ])('%s of a server', (name, value, told) =>
    expectTold(() => call(serve, protocol(), () => {}, endpoint, { [name]: value }), told),
  );

  test.each<[string, unknown, string]>([
    ['onEvent', 'x', "onEvent must be a function, not 'x'"],
    [
      'signal',
      new AbortController(),
      'signal must be an AbortSignal, not its AbortController: write `controller.signal`',
    ],
    ['onTransition', {}, 'onTransition must be a function, not an object with the keys (none)'],
  ])('%s of a client', (name, value, told) =>
    expectTold(() => call(connect, protocol(), endpoint, { [name]: value }), told),
  );

  test('what prepares a connection that comes back', () =>
    expectTold(
      () => call(reconnecting, protocol(), endpoint, { prepare: 'AUTH' }),
      "prepare must be a function, not 'AUTH'",
    ));
});

describe('a value that is text', () => {
  test.each<Row>([
    [
      'a limit',
      () => call(prepare, protocol(), 'server', { limits: { headerBytes: '5' } }),
      "limits.headerBytes must be a positive integer or Infinity, not '5'",
    ],
    [
      'a rate',
      () => call(prepare, protocol(), 'server', { rates: { receive: '240' } }),
      "rates.receive must be a number from 0, and not Infinity, not '240'",
    ],
    [
      'the size of a pool',
      () => call(pool, protocol(), endpoint, { size: '5' }),
      "size must be an integer from 1, not '5'",
    ],
  ])('%s', (_, made, told) => expectTold(made, told));

  test.each<[object, string]>([
    [{ limits: { headerBytes: '5' } }, "`limits.headerBytes` is '5'. It must be a positive integer or Infinity."],
    [{ timeouts: { idle: -1 } }, '`timeouts.idle` is -1. It must be a positive number of milliseconds or Infinity.'],
    [
      { timeouts: { idle: '60s' } },
      "`timeouts.idle` is '60s'. It must be a positive number of milliseconds or Infinity.",
    ],
  ])('of a protocol, when it is defined: %j', (options, told) => {
    expect(toldOf(readHalf(), options)).toBe(`Protocol 'p', options: ${told}`);
  });
});

test.each<[string, unknown, string]>([
  ['a protocol that was not called', protocol, 'what follows it is the function protocol. Call it'],
  ['a machine', readHalf(), 'what follows it is an object with the keys'],
  ['a name', 'tunnel', "what follows it is 'tunnel'. Name a protocol: one is what `defineProtocol` returns"],
])('%s that is to follow', (_, following, told) => {
  expect(toldOf(readHalf(), { next: { closed: following as never } })).toContain(
    `Protocol 'p', next, state 'closed': ${told}`,
  );
});

describe('a need of what', () => {
  test.each<Row>([
    [
      'a delimiter that is a number',
      () => call(until, 10, { max: 5 }),
      'a delimiter must be text or bytes (a Uint8Array), not 10',
    ],
    [
      'a delimiter that is a list',
      () => call(until, [13, 10], { max: 5 }),
      'a delimiter must be text or bytes (a Uint8Array), not an array',
    ],
    [
      'a delimiter that is a pattern',
      () => call(until, /\r?\n/, { max: 5 }),
      'a delimiter must be text or bytes (a Uint8Array), not an object',
    ],
    ['no delimiter', () => call(skipUntil), 'a delimiter must be text or bytes (a Uint8Array), not undefined'],
    [
      'a last byte that is text',
      () => call(through, '\n', { max: 5 }),
      "through takes a function that knows the last byte, not '\n'",
    ],
    [
      'a last byte that is known later',
      () => call(through, async () => true, { max: 5 }),
      'through takes a function that knows the last byte, not the async function',
    ],
  ])('%s', (_, made, told) => expectTold(made, told));
});

test.each<Row>([
  [
    'what draws a protocol',
    () => call(mermaidOfProtocol, createMachine({})),
    'a protocol is expected, not an object with the keys',
  ],
  [
    'what counts',
    () => call(countersOf, protocol()),
    'a half that was prepared is expected, not an object with the keys',
  ],
  [
    'what makes a write half',
    () => call(writeHalfWith, 5),
    'writeHalfWith takes a function that makes the context of the input, not 5',
  ],
  ['what makes errors', () => call(remoteErrors), 'a table of errors must be an object, not undefined.'],
  [
    'what relays',
    () => call(relay, undefined, {}),
    'relay joins two of the peers of a server and clients, not undefined',
  ],
])('%s is given something else', (_, made, told) => expectTold(made, told));
