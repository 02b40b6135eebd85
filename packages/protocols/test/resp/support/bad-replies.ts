/** What a server can do wrong, and what a client makes of it. */
import type { InvalidInput } from '@wirechart/contract';
import { encodeUtf8 } from '@wirechart/core';
import type { Request, RespValue } from '../../../src/resp/index.js';

const wire = (text: string) => encodeUtf8(text);

export const badReplies: readonly InvalidInput<RespValue, Request>[] = [
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
  { name: 'a simple string with a line break', input: wire('+a\nb\r\n'), code: 'value-invalid' },
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
    name: 'a count above the limit, after a good reply',
    input: wire('+OK\r\n*1048577\r\n'),
    messages: ['OK'],
    code: 'limit-elements',
  },
  {
    name: 'counts that together are above the limit',
    input: wire('*2\r\n%524288\r\n'),
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
  { name: 'a chunk of nothing', input: wire(';4\r\n'), code: 'misplaced' },
  { name: 'an end of nothing', input: wire('.\r\n'), code: 'misplaced' },
  { name: 'an end of an array that knows its length', input: wire('*1\r\n.\r\n'), code: 'misplaced' },
  { name: 'a streamed string that does not go on', input: wire('$?\r\n:1\r\n'), code: 'misplaced' },
  { name: 'a streamed map that ends after a key', input: wire('%?\r\n:1\r\n.\r\n'), code: 'misplaced' },
  { name: 'an attribute without a value', input: wire('*?\r\n|0\r\n.\r\n'), code: 'misplaced' },
  { name: 'an end inside of a string', input: wire('$5\r\nab'), end: true, code: 'truncated' },
  { name: 'an end between elements', input: wire('*2\r\n:1\r\n'), end: true, code: 'truncated' },
  { name: 'an end after an attribute', input: wire('|0\r\n'), end: true, code: 'truncated' },
  { name: 'an end inside of a line', input: wire('+OK\r'), end: true, code: 'truncated' },
];
