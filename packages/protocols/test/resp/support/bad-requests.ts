/** What a client can do wrong, and what the server makes of it. */
import { encodeUtf8, type Limits } from '@wirechart/core';
import type { Command } from '../../../src/resp/index.js';

export interface BadRequest {
  readonly name: string;
  readonly input: Uint8Array;
  readonly code: string;
  /** Where the part at fault begins. */
  readonly offset: number;
  /** What the server says after `-ERR Protocol error: ` before it closes; undefined for nothing. */
  readonly reply?: string;
  readonly limits?: Partial<Limits>;
  /** Whether the client ends its direction after it. */
  readonly end?: boolean;
  /** Commands that come whole before the fault. */
  readonly messages?: readonly Command[];
}

const wire = (text: string) => encodeUtf8(text);

const bad = (
  name: string,
  input: string,
  code: string,
  offset: number,
  reply: string | undefined,
  more: Pick<BadRequest, 'limits' | 'messages'> = {},
): BadRequest => ({ name, input: wire(input), code, offset, ...(reply === undefined ? {} : { reply }), ...more });

const cutOff = (name: string, input: string, offset: number): BadRequest => ({
  name,
  input: wire(input),
  code: 'truncated',
  offset,
  end: true,
});

export const badRequests: readonly BadRequest[] = [
  bad('a count that is no number', '*x\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('a negative zero for a count', '*-0\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('a count below -2^63', '*-9223372036854775809\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('a count of 2^31', '*2147483648\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('a count with a leading zero', '*02\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('a count with a sign', '*+2\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('no count', '*\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('a count without an end', `*${'1'.repeat(40)}`, 'count-invalid', 0, 'invalid multibulk length'),
  bad('a count near 2^63', '*9223372036854775807\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad(
    'a count above the limit',
    '*1048577\r\n',
    'limit-elements',
    0,
    'a message has too many elements: 1048577; option elements is 1048576',
  ),
  bad('a streamed array', '*?\r\n', 'count-invalid', 0, 'invalid multibulk length'),
  bad('line feeds alone', `*1\n$4\nPING\n${' '.repeat(40)}`, 'count-invalid', 0, 'invalid multibulk length'),
  bad('an argument that is an integer', '*1\r\n:1\r\n', 'bulk-expected', 4, "expected '$', got ':'"),
  bad('an array in an array', '*1\r\n*1\r\n', 'bulk-expected', 4, "expected '$', got '*'"),
  bad('a line break for an argument', '*1\r\n\r\n', 'bulk-expected', 4, "expected '$', got ' '"),
  bad('a null argument', '*1\r\n$-1\r\n', 'length-invalid', 4, 'invalid bulk length'),
  bad('a length that is no number', '*1\r\n$1e1\r\n', 'length-invalid', 4, 'invalid bulk length'),
  bad('no length', '*1\r\n$\r\n', 'length-invalid', 4, 'invalid bulk length'),
  bad('a length near 2^63', '*1\r\n$9223372036854775807\r\n', 'length-invalid', 4, 'invalid bulk length'),
  bad('a length near 2^53', '*1\r\n$9007199254740991\r\n', 'length-invalid', 4, 'invalid bulk length'),
  bad(
    'a length above the limit',
    '*1\r\n$16777217\r\n',
    'limit-content-bytes',
    4,
    'a message is too long: 16777217 bytes; limit contentBytes is 16777216',
  ),
  bad(
    'arguments that together are above the limit, after a good request',
    'PING\n*2\r\n$3\r\nGET\r\n$62\r\n',
    'limit-content-bytes',
    18,
    'a message is too long: 65 bytes; limit contentBytes is 64',
    { limits: { contentBytes: 64 }, messages: [{ name: 'PING', args: [] }] },
  ),
  bad(
    'an argument longer than it says',
    '*1\r\n$3\r\nPING\r\n',
    'terminator-missing',
    8,
    'a string does not end in CRLF',
  ),
  bad(
    'a carriage return alone after an argument',
    '*1\r\n$4\r\nPING\rx',
    'terminator-missing',
    8,
    'a string does not end in CRLF',
  ),
  bad(
    'a line without an end',
    'x'.repeat(65),
    'limit-header-bytes',
    0,
    'a line is too long: more than 64 bytes; limit headerBytes is 64',
    { limits: { headerBytes: 64 } },
  ),
  bad(
    'a line above the limit',
    `${'x'.repeat(65)}\n`,
    'limit-header-bytes',
    0,
    'a line is too long: more than 64 bytes; limit headerBytes is 64',
    { limits: { headerBytes: 64 } },
  ),
  bad('an open quote', 'get "a\r\n', 'quotes-unbalanced', 0, 'unbalanced quotes in request'),
  bad('an open quote after a backslash', 'get "a\\"\r\n', 'quotes-unbalanced', 0, 'unbalanced quotes in request'),
  bad('a word after a quote', "get 'a'b\r\n", 'quotes-unbalanced', 0, 'unbalanced quotes in request'),
  // Redis hangs up without a word.
  bad('an HTTP request', 'POST / HTTP/1.1\r\n', 'http-request', 0, undefined),
  bad('a header of HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n', 'http-request', 16, undefined, {
    messages: [{ name: 'GET', args: [wire('/'), wire('HTTP/1.1')] }],
  }),
  cutOff('an end inside of a count', '*1', 0),
  cutOff('an end after a count', '*1\r\n', 0),
  cutOff('an end inside of a length', '*1\r\n$4', 0),
  cutOff('an end after a length', '*1\r\n$4\r\n', 0),
  cutOff('an end inside of an argument', '*1\r\n$4\r\nPI', 0),
  cutOff('an end before its line break', '*1\r\n$4\r\nPING', 0),
  cutOff('an end between arguments', '*2\r\n$3\r\nGET\r\n', 0),
  cutOff('an end inside of a line', 'PING', 0),
];
