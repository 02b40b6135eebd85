/** Requests, as a server gets them, by the contract of protocols. */
import { encodeUtf8 } from '@wirechart/core';
import { type Request, type RespValue, Verbatim } from '../../src/resp/index.js';
import { badRequests } from './support/bad-requests.js';
import { examine, many, requestBytes } from './support/examine.js';
import { commandOf, requests } from './support/requests.js';

const wire = (text: string) => encodeUtf8(text);
const some: Request[] = [
  ['SET', 'key:1234', 'sixteen bytes it'],
  ['get', 'ä'],
  ['MSET', 'a', 1, 'b', Uint8Array.of(0, 13, 10)],
];

examine({
  name: 'resp, requests',
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
  invalid: badRequests,
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

examine({
  name: 'resp, unencodable replies',
  roles: ['server'],
  conversations: [],
  unencodable: [
    { name: 'a simple string of two lines', message: 'a\r\nb' },
    { name: 'a format of four characters', message: new Verbatim('text', wire('')) },
    { name: 'a value that is none', message: [undefined] as unknown as RespValue },
  ],
});
