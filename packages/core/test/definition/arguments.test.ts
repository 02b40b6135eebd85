/** What is given in place of something else, as its author is told. */
import { expect, test } from 'vitest';
import {
  bytes,
  Connection,
  connect,
  defineProtocol,
  peek,
  prepare,
  remainder,
  serve,
  skipUntil,
  stream,
  through,
  until,
  whole,
} from '../../src/index.js';
import { line, readHalf, toldOf, toldOfReading } from './kit.js';

const protocol = (encode: unknown = () => {}) =>
  defineProtocol<string>({ name: 'p', read: readHalf() as never, encode: encode as never });
const endpoint = { clock: {}, connect: () => {}, listen: () => {} };
const call = (f: unknown, ...args: unknown[]) => (f as (...all: unknown[]) => unknown)(...args);

test.each<[string, () => unknown, string]>([
  [
    'a protocol that was not called',
    () => call(serve, protocol, () => {}, endpoint),
    'a protocol is expected, not the function protocol: call it',
  ],
  ['no protocol', () => call(serve), 'a protocol is expected, not undefined: one is what `defineProtocol` returns'],
  [
    'no handler',
    () => call(serve, protocol(), endpoint),
    'a handler is expected, not an object with the keys clock, connect, listen: a function from a message to its reply',
  ],
  [
    'options for an endpoint',
    () => call(serve, protocol(), () => {}, { port: 1 }),
    'an endpoint is expected, not an object with the keys port: one is what `tcp({ port })` returns, for example',
  ],
  [
    'an endpoint and a protocol, swapped',
    () => call(connect, endpoint, protocol()),
    'a protocol is expected, not an object with the keys clock, connect, listen: one is what `defineProtocol` returns',
  ],
  [
    'a role that is none',
    async () => call(prepare, protocol(), 'serve'),
    "role must be 'client' or 'server', not 'serve'. Write 'server'",
  ],
  [
    'a protocol that was not prepared',
    async () => new Connection(protocol() as never, 0),
    "a prepared protocol is expected, not the protocol 'p' itself: write `prepare(protocol, 'server')`, or 'client'",
  ],
  [
    'nothing for a connection',
    async () => new Connection(undefined as never, 0),
    "a prepared protocol is expected, not undefined: write `prepare(protocol, 'server')`, or 'client'",
  ],
])('%s', async (_, called, told) => {
  await expect(called()).rejects.toThrow(told);
});

test.each<[string, () => unknown, string]>([
  ['bytes', () => call(bytes, 1, { decod: String }), "bytes has no option 'decod'. Write 'decode'."],
  ['peek', () => call(peek, 1, { evnt: 'x' }), "peek has no option 'evnt'. Write 'event'."],
  ['until', () => call(until, '\n', { max: 1, orend: true }), "until has no option 'orend'. Write 'orEnd'."],
  [
    'through',
    () => call(through, () => true, { maximum: 1 }),
    "through has no option 'maximum'. It has: event, decode, max.",
  ],
  ['stream', () => call(stream, 1, { pieces: 1 }), "stream has no option 'pieces'. Write 'piece'."],
  ['skipUntil', () => call(skipUntil, '\n', { max: 1 }), "skipUntil has no option 'max'. It has: event."],
  ['remainder', () => call(remainder, { maxx: 1 }), "remainder has no option 'maxx'. Write 'max'."],
  ['whole', () => call(whole, () => {}, { events: 'x' }), "whole has no option 'events'. Write 'event'."],
])('an option of %s that is none', (_, made, told) => {
  expect(made).toThrow(told);
});

test('functions that give a promise where a value is asked for', () => {
  const told = 'is an async function or a generator, and nobody waits for what it gives';
  const decode = async () => '';
  expect(toldOfReading({ meta: { need: until('\n', { max: 1, event: 'line', decode }) } })).toContain(
    `read half, state 'awaiting-line': the \`decode\` of its need ${told}`,
  );
  const guard = async () => false;
  expect(toldOfReading({ on: { line: { guard, target: 'responding' } } })).toContain(
    `read half, state 'awaiting-line': its guard 'inline' ${told}`,
  );
  expect(toldOf(readHalf(), { encode: async () => {} })).toBe(
    "Protocol 'p', options: `encode` is the async function encode. It must be a function: `(message, out) => out.text(message)`.",
  );
  expect(toldOfReading({ meta: { need: line() } })).toBeUndefined();
});

test('a protocol without a name is told so', () => {
  expect(toldOf(readHalf(), { name: undefined as never })).toBe(
    'A protocol without a name, options: `name` is missing. It must be a text that is not empty.',
  );
});

test.each([['text'], [Uint8Array.of(1)]])('an encoder that returns %j and writes nothing', (value) => {
  const connection = new Connection(
    prepare(
      protocol(() => value),
      'server',
    ),
    0,
  );
  expect(() => connection.send('', 0)).toThrow('its encoder returns text or bytes and writes none');
  expect(connection.pollTransmit()).toBeUndefined();
});
