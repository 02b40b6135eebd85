/** The contract suites for the binary protocol, in both roles, and for a server of both protocols. */
import { encoded } from '@wirechart/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeAnswer } from '../../src/memcached/binary/encode-answer.js';
import * as m from '../../src/memcached/index.js';
import { examine, examineConnections } from '../support/examine.js';
import { anyCommand } from './support/arbitraries.js';
import {
  answerTo,
  commandsIn,
  commandsOnly,
  pace,
  replies,
  someCommands,
  unencodable,
  value,
} from './support/contract-kit.js';
import { latin1, packet } from './support/wire.js';

/** What a binary server hears of it: the tag, and always the version. */
function asHeard(command: m.Command, opcode: number): m.Command {
  const tag = { opcode, opaque: 0 };
  return command.type === 'get' ? { ...command, cas: true, tag } : { ...command, tag };
}

examine<m.Command, m.Answer>({
  ...pace,
  name: 'memcached, a binary server',
  protocol: () => m.memcached.server({ speaks: 'binary' }),
  roles: ['server'],
  conversations: [
    {
      name: 'commands with and without data',
      input: commandsIn('binary', ...someCommands, m.stats()),
      messages: [...someCommands, m.stats()].map((command, i) =>
        asHeard(command, [0x0c, 0x01, 0x12, 0x05, 0x0b, 0x10][i] as number),
      ),
      replies: answerTo,
    },
    {
      name: 'what has a reply all the same',
      input: packet({ opcode: 0x55, key: 'abc', opaque: 9 }),
      replies: answerTo,
      mayEnd: (at) => at === 0 || at === 27,
    },
    {
      name: 'a value that is too long',
      input: packet({ opcode: 0x01, extras: new Uint8Array(8), key: 'k', value: latin1('123456789') }),
      limits: { contentBytes: 8 },
      replies: answerTo,
      mayEnd: (at) => at === 0 || at === 42,
    },
    {
      name: 'an end',
      input: packet({ opcode: 0x07 }),
      replies: answerTo,
      goesOn: false,
      mayEnd: (at) => at === 0 || at === 24,
    },
  ],
  invalid: [
    { name: 'a wrong magic', input: packet({ magic: 0x81, opcode: 0 }), code: 'magic-invalid' },
    {
      name: 'a key beyond the body',
      input: packet({ opcode: 0, keyLength: 3, bodyLength: 2 }),
      code: 'header-invalid',
    },
    { name: 'a key that is too long', input: packet({ opcode: 0, key: 'k'.repeat(251) }), code: 'header-invalid' },
    { name: 'a get without a key', input: packet({ opcode: 0 }), code: 'header-invalid' },
    { name: 'a noop with a key', input: packet({ opcode: 0x0a, key: 'k' }), code: 'header-invalid' },
    { name: 'a get with a value', input: packet({ opcode: 0, key: 'k', value: latin1('v') }), code: 'header-invalid' },
    { name: 'a set without extras', input: packet({ opcode: 1, key: 'k' }), code: 'header-invalid' },
    {
      name: 'an end inside of a header',
      input: packet({ opcode: 0x0a }).subarray(0, 23),
      end: true,
      code: 'truncated',
    },
    {
      name: 'an end inside of a body',
      input: packet({ opcode: 0, key: 'key' }).subarray(0, 26),
      end: true,
      code: 'truncated',
    },
  ],
  growing: [
    {
      name: 'many commands',
      input: (size) => commandsIn('binary', ...new Array<m.Command>(size >> 5).fill(m.get('12345678'))),
      limits: { headerBytes: 64, bufferedBytes: 512 },
    },
    {
      name: 'one value',
      input: (size) => commandsIn('binary', m.set('k', new Uint8Array(size))),
      limits: { headerBytes: 64, bufferedBytes: 512, contentBytes: 4096 },
    },
  ],
});

examine<m.Command, m.Answer>({
  ...pace,
  name: 'memcached, a server of both',
  protocol: () => m.memcached.server(),
  roles: ['server'],
  conversations: [
    { name: 'text', input: latin1('get a\r\nset b 0 0 1\r\nx\r\n'), replies: answerTo },
    { name: 'binary', input: commandsIn('binary', m.get('a'), m.set('b', value)), replies: answerTo },
  ],
  invalid: [
    {
      name: 'text after binary',
      input: Uint8Array.of(...commandsIn('binary', m.noop()), ...latin1('get a\r\n'.repeat(9))),
      messages: [asHeard(m.noop(), 0x0a)],
      code: 'magic-invalid',
    },
  ],
});

function binaryReplies(...answers: [m.Command, m.Reply][]): Uint8Array {
  return encoded(
    m.memcached.server({ speaks: 'binary' }),
    'server',
    answers.map(([to, reply]) => ({ to, reply })),
  );
}
const tagged = (command: m.Command, opcode: number, opaque = 0): m.Command => ({ ...command, tag: { opcode, opaque } });
const [, oneItem] = replies as [m.Reply, m.Reply];

examine<m.Reply, m.Command>({
  ...pace,
  name: 'memcached, a binary client',
  protocol: () => m.memcached.client({ speaks: 'binary' }),
  roles: ['client'],
  conversations: [
    {
      name: 'replies of one message, and of several',
      input: binaryReplies(
        [tagged(m.get('a'), 0x0c), oneItem],
        [tagged(m.get('a'), 0x0d), oneItem],
        [tagged(m.noop(), 0x0a, 1), { type: 'ok', cas: undefined }],
        [tagged(m.get('a'), 0x0d), oneItem],
        [tagged(m.noop(), 0x0a, 1), { type: 'ok', cas: undefined }],
        [tagged(m.noop(), 0x0a), { type: 'ok', cas: undefined }],
        [tagged(m.stats(), 0x10), replies[5] as m.Reply],
        [tagged(m.increment('a'), 0x05), { type: 'number', value: 5n, cas: undefined }],
      ),
      messages: [
        oneItem,
        oneItem,
        oneItem,
        { type: 'ok', cas: undefined },
        replies[5] as m.Reply,
        { type: 'number', value: 5n, cas: undefined },
      ],
    },
    {
      name: 'failures of quiet commands',
      input: binaryReplies(
        [tagged(m.add('a', value), 0x12), { type: 'not-stored', cas: undefined }],
        [tagged(m.get('a'), 0x0d), oneItem],
        [tagged(m.add('a', value), 0x12), { type: 'not-stored', cas: undefined }],
        [tagged(m.noop(), 0x0a, 1), { type: 'ok', cas: undefined }],
      ),
      messages: [oneItem],
      // The first failure is no part of a reply.
      mayEnd: (at) => at === 0 || at === 44 || at === 149,
    },
  ],
  invalid: [
    { name: 'a wrong magic', input: packet({ magic: 0x80, opcode: 0 }), code: 'magic-invalid' },
    { name: 'an unknown opcode', input: packet({ magic: 0x81, opcode: 0x99 }), code: 'reply-invalid' },
    {
      name: 'extras beyond the body',
      input: packet({ magic: 0x81, opcode: 0, extras: latin1('1234'), bodyLength: 3 }),
      code: 'header-invalid',
    },
    { name: 'an item without flags', input: packet({ magic: 0x81, opcode: 0 }), code: 'reply-invalid' },
    {
      name: 'a number of 4 bytes',
      input: packet({ magic: 0x81, opcode: 5, value: latin1('1234') }),
      code: 'reply-invalid',
    },
    {
      name: 'a value that is too long',
      input: packet({ magic: 0x81, opcode: 0, bodyLength: 99 }),
      limits: { contentBytes: 98 },
      code: 'limit-content-bytes',
    },
    {
      name: 'an end inside of a reply',
      input: binaryReplies([tagged(m.get('a'), 0x0d), oneItem]),
      end: true,
      code: 'truncated',
    },
  ],
  unencodable: unencodable('binary'),
  growing: [
    {
      name: 'many items in one reply',
      input: (size) => {
        const item = binaryReplies([
          tagged(m.get('a'), 0x0d),
          { type: 'values', items: [{ key: 'a', flags: 0, value: new Uint8Array(35), cas: undefined }], more: false },
        ]);
        return Buffer.concat([
          ...new Array<Uint8Array>(size >> 6).fill(item),
          binaryReplies([tagged(m.noop(), 0x0a, 1), { type: 'ok', cas: undefined }]),
        ]);
      },
      limits: { headerBytes: 64, bufferedBytes: 512, contentBytes: 4096 },
    },
  ],
});

examine<m.Command, m.Command>({
  ...pace,
  name: 'memcached, binary commands',
  protocol: commandsOnly('binary'),
  conversations: [],
  roundTrip: {
    sent: anyCommand('binary'),
    received: (sent) => asHeard(sent, commandsIn('binary', sent)[1] as number),
  },
});

examineConnections<m.Command, m.Reply>({
  runs: pace.runs,
  name: 'memcached, binary',
  client: () => m.memcached.client({ speaks: 'binary' }),
  server: () => ({
    ...m.memcached.server({ speaks: 'binary' }),
    encode: (reply, out) => encodeAnswer({ to: tagged(m.get('k'), 0x0c), reply }, out),
    opening: undefined,
    goodbye: undefined,
    farewell: undefined,
  }),
  request: fc.nat({ max: 60 }).map((length) => asHeard(m.get('k'.repeat(length + 1)), 0x0c)),
  replies: (to) => answerTo(to).map(({ reply }) => reply),
});

test('a binary answer needs the tag of its command', () => {
  const reply: m.Reply = { type: 'ok', cas: undefined };
  expect(() => encoded(m.memcached.server({ speaks: 'binary' }), 'server', [{ to: m.noop(), reply }])).toThrow(/tag/);
});

test.each<[command: m.Command, opcode: number, outcome: m.Outcome['type'], status: number]>([
  [m.set('k', value), 0x01, 'stored', 0],
  [m.set('k', value), 0x01, 'not-found', 1],
  [m.set('k', value), 0x01, 'exists', 2],
  [m.add('k', value), 0x02, 'not-stored', 2],
  [m.replace('k', value), 0x03, 'not-stored', 1],
  [m.append('k', value), 0x0e, 'not-stored', 5],
  [m.prepend('k', value), 0x0f, 'not-stored', 5],
  [m.remove('k'), 0x04, 'deleted', 0],
  [m.touch('k', 1), 0x1c, 'not-found', 1],
])('%j (opcode %i) that is %s has the status %i', (command, opcode, outcome, status) => {
  const reply = binaryReplies([tagged(command, opcode), { type: outcome, cas: undefined }]);
  expect(Buffer.from(reply).readUInt16BE(6)).toBe(status);
});
