/** Lines that a client may write another way than ours does, and what they mean. */
import { expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import * as m from '../../src/memcached/index.js';

const hear = (input: string) => new Harness(m.memcached.server(), { answer: () => undefined }).receive(input).messages;

test.each<[line: string, command: m.Command]>([
  ['get k\r\n', m.get('k')],
  ['get k\n', m.get('k')],
  ['get  k\r\n', m.get('k')],
  [' get k\r\n', m.get('k')],
  ['get k \r\n', m.get('k')],
  ['get a b  c\r\n', m.get(['a', 'b', 'c'])],
  ['gets k\n', m.get('k', { cas: true })],
  ['gat 5 a b\r\n', m.get(['a', 'b'], { exptime: 5 })],
  ['gats -1 a\r\n', m.get('a', { exptime: -1, cas: true })],
  ['set k 1 2 3\nabc\r\n', m.set('k', Uint8Array.of(97, 98, 99), { flags: 1, exptime: 2 })],
  ['set k 0 0 0 noreply\r\n\r\n', m.set('k', new Uint8Array(0), { quiet: true })],
  ['set k 0 0 0 more\r\n\r\n', m.set('k', new Uint8Array(0))],
  ['set k 007 0 00\r\n\r\n', m.set('k', new Uint8Array(0), { flags: 7 })],
  [
    'cas k 0 0 0 12345678901234567890 noreply\r\n\r\n',
    m.set('k', new Uint8Array(0), { cas: 12_345_678_901_234_567_890n, quiet: true }),
  ],
  ['incr k 18446744073709551615\r\n', m.increment('k', 2n ** 64n - 1n)],
  ['delete k\r\n', m.remove('k')],
  ['delete k 0\r\n', m.remove('k')],
  ['delete k 0 noreply\r\n', m.remove('k', { quiet: true })],
  ['delete noreply\r\n', m.remove('noreply')],
  ['touch k 9 noreply\r\n', m.touch('k', 9, { quiet: true })],
  ['flush_all\r\n', m.flush()],
  ['flush_all noreply\r\n', m.flush(0, { quiet: true })],
  ['flush_all 10 noreply\r\n', m.flush(10, { quiet: true })],
  ['verbosity 1\r\n', { type: 'verbosity', level: 1, quiet: false, tag: undefined }],
  ['stats items\r\n', m.stats('items')],
  ['stats detail on\r\n', m.stats('detail on')],
  ['version\n', m.version()],
])('%j', (line, command) => {
  expect(hear(line)).toEqual([command]);
});

// As memcached has it: an error that nobody waits for would be taken for the reply to the next command.
test.each([
  ['delete', 'noreply'],
  ['delete', '0 noreply'],
  ['touch', '0 noreply'],
  ['incr', '1 noreply'],
  ['set', '0 0 0 noreply'],
])('%s of a key that is too long, with %s, is refused in silence', (name, rest) => {
  expect(hear(`${name} ${'k'.repeat(251)} ${rest}\r\n`)).toMatchObject([{ type: 'rejected', quiet: true }]);
  expect(hear(`${name} ${'k'.repeat(251)} ${rest.replace(/ ?noreply/, '')}\r\n`)).toMatchObject([
    { type: 'rejected', quiet: false },
  ]);
});

test('a quit ends the connection, and what stands after it is not read', () => {
  const server = new Harness(m.memcached.server(), { answer: () => undefined });
  server.receive('get a\r\nquit\r\nget b\r\n').eof();
  expect(server.messages).toEqual([m.get('a')]);
  expect([server.failure, server.types.at(-1)]).toEqual([undefined, 'closed']);
});

test('a value of just the limit is taken', () => {
  const server = new Harness(m.memcached.server({ limits: { contentBytes: 3 } }), { answer: () => undefined });
  server.receive('set k 0 0 3\r\nabc\r\nset k 0 0 4\r\nabcd\r\n');
  expect(server.messages.map(({ type }) => type)).toEqual(['set', 'rejected']);
});
