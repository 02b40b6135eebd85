import { encoded } from '@wirechart/contract';
import { encodeUtf8 } from '@wirechart/core';
import fc from 'fast-check';
import { anyText } from '../../core/test/kit/any-text.js';
import { binary, type JsonHeaderMessage, json, jsonHeader } from '../src/json-header/index.js';
import { raw } from '../src/raw/index.js';
import { examine, examineConnections } from './support/examine.js';

const bytesOf = (...messages: JsonHeaderMessage[]) => encoded(jsonHeader(), 'client', messages);
const framed = (header: string, content = '') => {
  const text = encodeUtf8(header);
  return Uint8Array.of(text.length >> 8, text.length & 0xff, ...text, ...encodeUtf8(content));
};
const header = (changes: object = {}) =>
  JSON.stringify({
    byteorder: 'little',
    'content-type': 'text/json',
    'content-encoding': 'utf-8',
    'content-length': 2,
    ...changes,
  });

const exchange = [json({ action: 'search', value: 'morpheus' }), json({ result: 'Follow the white rabbit. 🐰' })];
const mixed = [
  json(undefined),
  binary(Uint8Array.of(0, 0xff, 10, 13, 0x7b)),
  json('ä', 'latin-1', 'big'),
  json([1, '😀'], 'utf-16'),
];
const shortest = framed('{"byteorder":"big","content-type":"x","content-encoding":"","content-length":0}');

examine<JsonHeaderMessage>({
  name: 'json-header',
  protocol: () => jsonHeader(),
  conversations: [
    { name: 'two requests', input: bytesOf(...exchange), messages: exchange, replies: (message) => [message] },
    {
      name: 'every kind of content',
      input: bytesOf(...mixed),
      messages: mixed,
      replies: (message) => [message, message],
    },
    { name: 'no content', input: shortest },
  ],
  invalid: [
    { name: 'a header of no bytes', input: Uint8Array.of(0, 0, 1), code: 'header-empty' },
    {
      name: 'a header above the limit',
      input: Uint8Array.of(0, 33, 0x7b),
      limits: { headerBytes: 32 },
      code: 'limit-header-bytes',
    },
    { name: 'a header that is not UTF-8', input: Uint8Array.of(0, 2, 0x22, 0xff), code: 'header-not-utf8' },
    { name: 'a header that is not JSON', input: framed('{"a":'), code: 'header-not-json' },
    { name: 'a header that is no object', input: framed('[1]'), code: 'header-not-object' },
    {
      name: 'a header with a key twice',
      input: framed(header().replace('{', '{"byteorder":"big",')),
      code: 'header-duplicate-key',
    },
    { name: 'a header without its fields', input: framed('{"byteorder":"big"}'), code: 'header-field-missing' },
    { name: 'a negative length', input: framed(header({ 'content-length': -1 })), code: 'header-field-invalid' },
    {
      name: 'a content above the limit, after a good message',
      input: Uint8Array.of(...bytesOf(json(1)), ...framed(header({ 'content-length': 4097 }), 'x')),
      messages: [json(1)],
      limits: { contentBytes: 4096 },
      code: 'limit-content-bytes',
    },
    {
      name: 'an unknown encoding',
      input: framed(header({ 'content-encoding': 'klingon' })),
      code: 'content-encoding-unknown',
    },
    {
      name: 'content that is not in its encoding',
      input: Uint8Array.of(...framed(header()), 0xc3, 0x28),
      code: 'content-not-encoded',
    },
    { name: 'content that is not JSON', input: framed(header(), '{]'), code: 'content-not-json' },
    { name: 'an end inside of a content', input: framed(header(), '1'), end: true, code: 'truncated' },
  ],
  unencodable: [
    { name: 'a header of more than 65,535 bytes', message: binary(new Uint8Array(0), 'x'.repeat(70_000)) },
    { name: 'a function', message: json(() => undefined) },
  ],
  growing: [
    {
      name: 'one content',
      input: (size) => bytesOf(binary(new Uint8Array(size).fill(7))),
      limits: { headerBytes: 256, contentBytes: 4096, bufferedBytes: 512 },
    },
    {
      name: 'many messages',
      input: (size) => bytesOf(...new Array<JsonHeaderMessage>(size >> 7).fill(json('x'.repeat(30)))),
      limits: { headerBytes: 256, contentBytes: 256, bufferedBytes: 512 },
    },
    { name: 'one header', input: (size) => bytesOf(binary(new Uint8Array(0), 'x'.repeat(size))) },
  ],
  roundTrip: {
    sent: fc.oneof(
      fc.jsonValue().map((value) => json(JSON.parse(JSON.stringify(value)))),
      fc.uint8Array().map((bytes) => binary(bytes)),
      anyText().map((text) => json(text, 'utf-16')),
    ),
  },
});

examine<Uint8Array>({
  name: 'raw',
  protocol: () => raw(),
  exhaustive: 12,
  part: (event) => (event.type === 'message' ? { of: 'bytes', bytes: event.message } : undefined),
  conversations: [
    {
      name: 'an echo',
      input: encodeUtf8('hello, \0\n world'),
      messages: [encodeUtf8('hello, \0\n world')],
      replies: (bytes) => [bytes],
      mayEnd: 'anywhere',
    },
    { name: 'ten bytes', input: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), mayEnd: 'anywhere' },
  ],
  growing: [{ name: 'a long stream', input: (size) => new Uint8Array(size) }],
  roundTrip: { sent: fc.uint8Array({ minLength: 1 }) },
});

const requests = fc.nat({ max: 60 }).map((length) => json('x'.repeat(length)));

examineConnections<JsonHeaderMessage>({
  name: 'json-header',
  client: () => jsonHeader(),
  server: () => jsonHeader(),
  request: requests,
  replies: (request) => [request, request, request].slice(0, JSON.stringify(request.content).length % 4),
});

examineConnections<JsonHeaderMessage>({
  name: 'json-header, one exchange',
  client: () => jsonHeader({ exchanges: 'one' }),
  server: () => jsonHeader({ exchanges: 'one' }),
  request: requests,
  replies: (request) => [request],
  endsItself: true,
});

examineConnections<Uint8Array>({
  name: 'raw',
  client: raw,
  server: raw,
  request: fc.uint8Array({ minLength: 1, maxLength: 80, size: 'max' }),
  replies: (bytes) => [bytes],
  part: (event) => (event.type === 'message' ? { of: 'bytes', bytes: event.message } : undefined),
});
