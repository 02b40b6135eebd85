/** The contract suites for the text protocol, in both roles. */
import fc from 'fast-check';
import * as m from '../../src/memcached/index.js';
import { encodeAnswer } from '../../src/memcached/text/encode-answer.js';
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
import { latin1 } from './support/wire.js';

const oversizeLine = latin1('set k 0 0 9\r\n');

examine<m.Command, m.Answer>({
  ...pace,
  name: 'memcached, a text server',
  protocol: () => m.memcached.server({ speaks: 'text' }),
  roles: ['server'],
  conversations: [
    {
      name: 'commands with and without data',
      input: commandsIn('text', ...someCommands),
      messages: someCommands,
      replies: answerTo,
    },
    {
      name: 'lines that make no sense',
      input: latin1('foo\r\nget\nset a b c d\r\nset k 0 0 2\r\nabc\r\n'),
      replies: answerTo,
    },
    {
      name: 'data that are too long',
      input: latin1('set k 0 0 9\r\n123456789\r\nget key\r\n'),
      limits: { contentBytes: 8 },
      replies: answerTo,
      // The refusal is a message, and what is skipped is not at its end.
      mayEnd: (offset) => offset === 0 || offset === oversizeLine.length + 11 || offset === oversizeLine.length + 20,
    },
    {
      name: 'an end',
      input: latin1('get a\r\nquit\r\nget b\r\n'),
      replies: answerTo,
      goesOn: false,
      mayEnd: (at) => [0, 7].includes(at) || at >= 13,
    },
  ],
  invalid: [
    { name: 'a line without an end', input: latin1('get aaaa'), limits: { headerBytes: 7 }, code: 'frame-too-long' },
    { name: 'an end inside of a line', input: latin1('get a'), end: true, code: 'truncated' },
    { name: 'an end inside of data', input: latin1('set a 0 0 1\r\nx\r'), end: true, code: 'truncated' },
  ],
  growing: [
    {
      name: 'many commands',
      input: (size) => commandsIn('text', ...new Array<m.Command>(size >> 5).fill(m.get('k'.repeat(26)))),
      limits: { headerBytes: 64, bufferedBytes: 512 },
    },
    {
      name: 'one value',
      input: (size) => commandsIn('text', m.set('k', new Uint8Array(size))),
      limits: { headerBytes: 64, bufferedBytes: 512, contentBytes: 4096 },
    },
    { name: 'many keys', input: (size) => commandsIn('text', m.get(new Array<string>(size >> 3).fill('abcdefg'))) },
  ],
});

examine<m.Reply, m.Command>({
  ...pace,
  name: 'memcached, a text client',
  protocol: () => m.memcached.client(),
  roles: ['client'],
  conversations: [
    {
      name: 'every kind of reply',
      input: latin1(
        `END\r\nVALUE a 4 8 3\r\n${String.fromCharCode(...value)}\r\nEND\r\nSTORED\r\n18446744073709551615\r\nVERSION 1.5.22\r\nSTAT a b\r\nSTAT c d e\r\nEND\r\n`,
      ),
      messages: replies,
    },
    {
      name: 'errors, also in the middle of a reply',
      input: latin1('ERROR\r\nVALUE a 4 0\r\n\r\nSERVER_ERROR out of memory\r\nNOT_FOUND\r\nCLIENT_ERROR no\r\n'),
    },
  ],
  invalid: [
    { name: 'what is no reply', input: latin1('HELLO\r\n'), code: 'reply-invalid' },
    { name: 'an item without a length', input: latin1('VALUE a 4\r\n'), code: 'reply-invalid' },
    { name: 'data without an end', input: latin1('VALUE a 4 1\r\nxyz'), code: 'reply-invalid' },
    {
      name: 'an item that is too long',
      input: latin1('VALUE a 4 9\r\n'),
      limits: { contentBytes: 8 },
      code: 'limit-content-bytes',
    },
    {
      name: 'items that are too long together',
      input: latin1(`${'VALUE a 4 0\r\n\r\n'.repeat(3)}VALUE a 4 0\r\n`),
      limits: { contentBytes: 8 },
      code: 'limit-content-bytes',
    },
    { name: 'a line without an end', input: latin1('VERSION 1'), limits: { headerBytes: 8 }, code: 'frame-too-long' },
    { name: 'an end inside of a reply', input: latin1('VALUE a 4 0\r\n\r\n'), end: true, code: 'truncated' },
  ],
  unencodable: unencodable('text'),
  growing: [
    {
      name: 'many items in one reply',
      input: (size) => latin1(`${'VALUE abc 0 13\r\n0123456789012\r\n'.repeat(size >> 5)}END\r\n`),
      limits: { headerBytes: 64, bufferedBytes: 512, contentBytes: 4096 },
    },
    {
      name: 'many replies',
      input: (size) => latin1('STORED\r\n'.repeat(size >> 3)),
      limits: { headerBytes: 64, bufferedBytes: 512 },
    },
  ],
});

examine<m.Command, m.Command>({
  ...pace,
  name: 'memcached, text commands',
  protocol: commandsOnly('text'),
  conversations: [],
  roundTrip: { sent: anyCommand('text') },
});

/** Items with their versions, which a reply has only if the command asks for them. */
const asked = m.get('k', { cas: true });

examineConnections<m.Command, m.Reply>({
  runs: pace.runs,
  name: 'memcached, text',
  client: () => m.memcached.client(),
  server: () => ({
    ...m.memcached.server({ speaks: 'text' }),
    encode: (reply, out) => encodeAnswer({ to: asked, reply }, out),
    opening: undefined,
    goodbye: undefined,
    farewell: undefined,
  }),
  request: fc.nat({ max: 60 }).map((length) => m.get('k'.repeat(length + 1), { cas: true })),
  replies: (to) => answerTo(to).map(({ reply }) => reply),
});
