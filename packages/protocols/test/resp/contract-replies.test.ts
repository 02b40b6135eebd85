/** Replies, as a client gets them, by the contract of protocols. */
import { encodeUtf8 } from '@wirechart/core';
import {
  Attributed,
  Double,
  ErrorReply,
  nullArray,
  nullBulk,
  type Request,
  type RespValue,
  Verbatim,
} from '../../src/resp/index.js';
import { badReplies } from './support/bad-replies.js';
import { examine, many, replyBytes } from './support/examine.js';
import { arrived, values } from './support/values.js';

const wire = (text: string) => encodeUtf8(text);
const map = (...pairs: [RespValue, RespValue][]) => new Map(pairs);
const bytes = (text: string) => wire(text);
const two: RespValue[] = [
  'OK',
  new ErrorReply('ERR no'),
  -5,
  2n ** 62n,
  bytes('a\r\nb'),
  nullBulk,
  nullArray,
  [1, [], [bytes('')]],
];
const three: RespValue[] = [
  null,
  true,
  false,
  new Double(3),
  -1.5e300,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  2n ** 70n,
  new ErrorReply('SYNTAX two\r\nlines'),
  new Verbatim('txt', bytes('Some string')),
  map([bytes('a'), 1], [[1], map()]),
  new Set<RespValue>([1, bytes('x')]),
  new Attributed([1, new Attributed(2, map(['ttl', 3600]))], map(['popular', [0.5]])),
];

examine({
  name: 'resp, replies',
  roles: ['client'],
  conversations: [
    { name: 'every type of version 2', input: replyBytes(...two), messages: two.map(arrived) },
    { name: 'every type of version 3', input: replyBytes(...three), messages: three.map(arrived) },
    {
      name: 'streamed strings and aggregates',
      input: wire('$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;0\r\n*?\r\n:1\r\n*?\r\n.\r\n%?\r\n+a\r\n~?\r\n.\r\n.\r\n.\r\n'),
      messages: [bytes('Hello wor'), [1, [], map(['a', new Set()])]],
    },
    {
      name: 'pushes between replies',
      input: wire('>2\r\n+message\r\n+a\r\n:1\r\n|1\r\n+ttl\r\n:1\r\n>1\r\n+b\r\n:2\r\n'),
      messages: [1, 2],
      mayEnd: (offset) => [0, 18, 22, 44, 48].includes(offset),
    },
  ],
  invalid: badReplies,
  unencodable: [
    { name: 'a request without a name', message: [] as unknown as Request },
    { name: 'an argument that is nothing', message: ['GET', undefined] as unknown as Request },
  ],
  growing: [
    {
      name: 'one string',
      input: (size) => replyBytes(new Uint8Array(size)),
      limits: { headerBytes: 64, contentBytes: 4200, bufferedBytes: 512 },
    },
    { name: 'one line', input: (size) => replyBytes('x'.repeat(size)) },
    {
      name: 'one array',
      input: (size) => replyBytes(new Array<number>(size >> 2).fill(1)),
      limits: { headerBytes: 64, contentBytes: 4200, bufferedBytes: 512 },
    },
    {
      name: 'many chunks of a string',
      input: (size) => wire(`$?\r\n${many(size, ';2\r\nxy\r\n')};0\r\n`),
      limits: { headerBytes: 64, contentBytes: 4200, bufferedBytes: 512 },
    },
    {
      name: 'many replies',
      input: (size) => wire(many(size, '+OK\r\n')),
      limits: { headerBytes: 64, contentBytes: 64, bufferedBytes: 512 },
    },
    {
      name: 'many pushes',
      input: (size) => wire(many(size, '>1\r\n+a\r\n')),
      limits: { headerBytes: 64, contentBytes: 64, bufferedBytes: 512 },
    },
  ],
  roundTrip: {
    sender: 'server',
    sent: values().map((value) => [value]),
    received: (value) => arrived(value as RespValue),
  },
});

const welcome = map([bytes('server'), bytes('redis')], [bytes('proto'), 3]);
const welcomed = replyBytes(welcome).length;
examine(
  {
    name: 'resp, opened with HELLO',
    roles: ['client'],
    conversations: [
      {
        name: 'a map, then replies',
        input: replyBytes(welcome, 'OK'),
        messages: ['OK'],
        goesOn: false,
        mayEnd: (offset) => offset === welcomed || offset === welcomed + 5,
      },
    ],
    invalid: [
      { name: 'a refusal', input: wire('-NOPROTO no\r\n'), code: 'hello-refused' },
      { name: 'a reply to something else', input: wire('+OK\r\n'), code: 'hello-refused' },
      { name: 'an end before the answer', input: wire(''), end: true, code: 'truncated' },
    ],
  },
  { version: 3 },
);
