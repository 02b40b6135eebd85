import { encoded, type ProtocolContract, protocolContract } from '@wirechart/contract';
import { encodeUtf8, type Protocol, type Role } from '@wirechart/core';
import { describe, test } from 'vitest';
import {
  Attributed,
  type Command,
  Double,
  ErrorReply,
  nullArray,
  nullBulk,
  Push,
  type Request,
  type RespValue,
  respClient,
  respServer,
  Verbatim,
} from '../../src/resp/index.js';
import { commandOf, requests } from './support/requests.js';
import { arrived, values } from './support/values.js';

type Message = RespValue | Command | Request;

function examine(contract: ProtocolContract<Message, Message>): void {
  describe(`the protocol contract: ${contract.name}`, () => {
    for (const { name, run } of protocolContract(contract)) test(name, run);
  });
}

const protocolFor = (role: Role, options: object = {}) =>
  (role === 'server' ? respServer(options) : respClient(options)) as Protocol<Message, Message>;
const wire = (text: string) => encodeUtf8(text);
const requestBytes = (...messages: Request[]) => encoded(respClient(), 'client', messages);
const replyBytes = (...messages: RespValue[]) => encoded(respServer(), 'server', messages);
const many = (size: number, part: string) => part.repeat(Math.ceil(size / part.length));

const some: Request[] = [
  ['SET', 'key:1234', 'sixteen bytes it'],
  ['get', 'ä'],
  ['MSET', 'a', 1, 'b', Uint8Array.of(0, 13, 10)],
];

examine({
  name: 'resp, requests',
  protocol: protocolFor,
  roles: ['server'],
  conversations: [
    {
      name: 'arrays of bulk strings',
      input: requestBytes(...some),
      messages: some.map(commandOf),
      replies: () => ['OK', encodeUtf8('bytes')],
    },
    {
      name: 'lines that a person typed',
      input: wire("PING\r\n  set \"a\\x00\\n\" 'b\\' '\nget a\tb\n"),
      messages: [
        { name: 'PING', args: [] },
        { name: 'SET', args: [wire('a\0\n'), wire("b' ")] },
        { name: 'GET', args: [wire('a'), wire('b')] },
      ],
      replies: () => [null],
    },
    {
      name: 'requests of nothing',
      input: wire('*0\r\n\r\n*-1\r\n \n*1\r\n$0\r\n\r\n'),
      messages: [{ name: '', args: [] }],
      mayEnd: (offset) => [0, 4, 6, 11, 13, 23].includes(offset),
    },
  ],
  invalid: [
    { name: 'a count that is no number', input: wire('*x\r\n'), code: 'count-invalid' },
    { name: 'a count below -1', input: wire('*-2\r\n'), code: 'count-invalid' },
    { name: 'a count with a leading zero', input: wire('*02\r\n'), code: 'count-invalid' },
    { name: 'a count with a sign', input: wire('*+2\r\n'), code: 'count-invalid' },
    { name: 'a count without an end', input: wire(`*${'1'.repeat(40)}`), code: 'count-invalid' },
    { name: 'a count near 2^63', input: wire('*9223372036854775807\r\n'), code: 'count-invalid' },
    { name: 'a count above the limit', input: wire('*1048577\r\n'), code: 'limit-elements' },
    { name: 'a streamed array', input: wire('*?\r\n'), code: 'count-invalid' },
    { name: 'a line feed alone', input: wire(`*1\n$4\nPING\n${' '.repeat(40)}`), code: 'count-invalid' },
    { name: 'an argument that is no bulk string', input: wire('*1\r\n:1\r\n'), code: 'bulk-expected' },
    { name: 'an array in an array', input: wire('*1\r\n*1\r\n'), code: 'bulk-expected' },
    { name: 'a null argument', input: wire('*1\r\n$-1\r\n'), code: 'length-invalid' },
    { name: 'a length that is no number', input: wire('*1\r\n$1e1\r\n'), code: 'length-invalid' },
    { name: 'no length', input: wire('*1\r\n$\r\n'), code: 'length-invalid' },
    { name: 'a length near 2^63', input: wire('*1\r\n$9223372036854775807\r\n'), code: 'length-invalid' },
    { name: 'a length near 2^53', input: wire('*1\r\n$9007199254740991\r\n'), code: 'limit-content-bytes' },
    {
      name: 'arguments that together are above the limit, behind a good request',
      input: wire('PING\n*2\r\n$3\r\nGET\r\n$62\r\n'),
      messages: [{ name: 'PING', args: [] }],
      limits: { contentBytes: 64 },
      code: 'limit-content-bytes',
    },
    { name: 'an argument longer than it says', input: wire('*1\r\n$3\r\nPING\r\n'), code: 'terminator-missing' },
    {
      name: 'a carriage return alone behind an argument',
      input: wire('*1\r\n$4\r\nPING\rx'),
      code: 'terminator-missing',
    },
    {
      name: 'a line without an end',
      input: wire('x'.repeat(65)),
      limits: { headerBytes: 64 },
      code: 'limit-header-bytes',
    },
    {
      name: 'a line above the limit',
      input: wire(`${'x'.repeat(65)}\n`),
      limits: { headerBytes: 64 },
      code: 'limit-header-bytes',
    },
    { name: 'an open quote', input: wire('get "a\r\n'), code: 'quotes-unbalanced' },
    { name: 'a word behind a quote', input: wire("get 'a'b\r\n"), code: 'quotes-unbalanced' },
    { name: 'an HTTP request', input: wire('POST / HTTP/1.1\r\n'), code: 'http-request' },
    {
      name: 'a header of HTTP',
      input: wire('GET / HTTP/1.1\r\nHost: x\r\n'),
      messages: [{ name: 'GET', args: [wire('/'), wire('HTTP/1.1')] }],
      code: 'http-request',
    },
    { name: 'an end inside of a count', input: wire('*1'), end: true, code: 'truncated' },
    { name: 'an end between arguments', input: wire('*2\r\n$3\r\nGET\r\n'), end: true, code: 'truncated' },
    { name: 'an end inside of an argument', input: wire('*1\r\n$4\r\nPI'), end: true, code: 'truncated' },
    { name: 'an end inside of a line', input: wire('PING'), end: true, code: 'truncated' },
  ],
  growing: [
    {
      name: 'one argument',
      input: (size) => requestBytes(['ECHO', 'x'.repeat(size)]),
      limits: { headerBytes: 64, contentBytes: 4200, bufferedBytes: 512 },
    },
    {
      name: 'a million tiny arguments, or some of them',
      input: (size) => requestBytes(['DEL', ...new Array<string>(size >> 3).fill('ab')]),
      limits: { headerBytes: 64, contentBytes: 4200, bufferedBytes: 512 },
    },
    {
      name: 'many requests',
      input: (size) => requestBytes(...new Array<Request>(size >> 5).fill(['GET', 'x'])),
      limits: { headerBytes: 64, contentBytes: 64, bufferedBytes: 512 },
    },
    {
      name: 'many requests of nothing',
      input: (size) => wire(many(size, '*0\r\n')),
      limits: { headerBytes: 64, contentBytes: 64, bufferedBytes: 512 },
    },
    { name: 'one line', input: (size) => wire(`${'x '.repeat(size >> 1)}\n`) },
  ],
  roundTrip: { sent: requests(), received: (request) => commandOf(request as Request) },
});

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
  protocol: protocolFor,
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

examine({
  name: 'resp, unencodable replies',
  protocol: protocolFor,
  roles: ['server'],
  conversations: [],
  unencodable: [
    { name: 'a simple string of two lines', message: 'a\r\nb' },
    { name: 'a push in an array', message: [new Push([1])] },
    { name: 'a format of four characters', message: new Verbatim('text', bytes('')) },
    { name: 'a value that is none', message: [undefined] as unknown as RespValue },
  ],
});

const welcome = map([bytes('server'), bytes('redis')], [bytes('proto'), 3]);
const welcomed = replyBytes(welcome).length;
examine({
  name: 'resp, opened with HELLO',
  protocol: (role) => protocolFor(role, { version: 3 }),
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
});
