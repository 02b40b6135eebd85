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
  invalid: [
    { name: 'a type that there is not', input: wire('@'), code: 'type-unknown' },
    { name: 'an HTTP response', input: wire('HTTP/1.1 200 OK'), code: 'type-unknown' },
    { name: 'an integer that is none', input: wire(':1.5\r\n'), code: 'number-invalid' },
    { name: 'an integer of 65 bits', input: wire(':9223372036854775808\r\n'), code: 'number-invalid' },
    { name: 'an integer of nothing', input: wire(':\r\n'), code: 'number-invalid' },
    { name: 'a double that is none', input: wire(',1.2.3\r\n'), code: 'number-invalid' },
    { name: 'a double of another language', input: wire(',Infinity\r\n'), code: 'number-invalid' },
    { name: 'a big number that is none', input: wire('(0x10\r\n'), code: 'number-invalid' },
    { name: 'a boolean that is none', input: wire('#true\r\n'), code: 'value-invalid' },
    { name: 'a null with something in it', input: wire('_0\r\n'), code: 'value-invalid' },
    { name: 'a verbatim string without its format', input: wire('=3\r\ntxt\r\n'), code: 'value-invalid' },
    { name: 'a length that is no number', input: wire('$a\r\n'), code: 'length-invalid' },
    { name: 'a bulk error of no length', input: wire('!-1\r\n'), code: 'length-invalid' },
    { name: 'a length near 2^63', input: wire('$9223372036854775807\r\n'), code: 'length-invalid' },
    {
      name: 'a string above the limit',
      input: wire('$65\r\n'),
      limits: { contentBytes: 64 },
      code: 'limit-content-bytes',
    },
    {
      name: 'strings that together are above the limit',
      input: wire('*2\r\n$60\r\n'.concat('x'.repeat(60), '\r\n+12345\r\n')),
      limits: { contentBytes: 64 },
      code: 'limit-content-bytes',
    },
    { name: 'a string longer than it says', input: wire('$1\r\nabc\r\n'), code: 'terminator-missing' },
    { name: 'a null map', input: wire('%-1\r\n'), code: 'count-invalid' },
    {
      name: 'a count above the limit, behind a good reply',
      input: wire('+OK\r\n*1048577\r\n'),
      messages: ['OK'],
      code: 'limit-elements',
    },
    {
      name: 'counts that together are above the limit',
      input: wire('*2\r\n*524288\r\n'.concat(':1\r\n'.repeat(0), '%524288\r\n')),
      code: 'limit-elements',
    },
    { name: 'deep nesting', input: wire('*1\r\n'.repeat(33)), code: 'limit-depth' },
    { name: 'deep attributes', input: wire('|1\r\n'.repeat(33)), code: 'limit-depth' },
    {
      name: 'a line above the limit',
      input: wire(`+${'x'.repeat(64)}\r\n`),
      limits: { headerBytes: 64 },
      code: 'limit-header-bytes',
    },
    {
      name: 'a line without an end',
      input: wire(`+${'x'.repeat(70)}`),
      limits: { headerBytes: 64 },
      code: 'limit-header-bytes',
    },
    { name: 'a push in a reply', input: wire('*1\r\n>1\r\n'), code: 'misplaced' },
    { name: 'a chunk of nothing', input: wire(';4\r\n'), code: 'misplaced' },
    { name: 'an end of nothing', input: wire('.\r\n'), code: 'misplaced' },
    { name: 'an end of an array that knows its length', input: wire('*1\r\n.\r\n'), code: 'misplaced' },
    { name: 'a streamed string that does not go on', input: wire('$?\r\n:1\r\n'), code: 'misplaced' },
    { name: 'a streamed map that ends behind a key', input: wire('%?\r\n:1\r\n.\r\n'), code: 'misplaced' },
    { name: 'an attribute without a value', input: wire('*?\r\n|0\r\n.\r\n'), code: 'misplaced' },
    { name: 'an end inside of a string', input: wire('$5\r\nab'), end: true, code: 'truncated' },
    { name: 'an end between elements', input: wire('*2\r\n:1\r\n'), end: true, code: 'truncated' },
    { name: 'an end behind an attribute', input: wire('|0\r\n'), end: true, code: 'truncated' },
    { name: 'an end inside of a line', input: wire('+OK\r'), end: true, code: 'truncated' },
  ],
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
