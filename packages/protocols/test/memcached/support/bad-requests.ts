/** What clients do wrong: what they are told, and how the connection fails where it does not go on. */
import { latin1, packet } from './wire.js';

export const limits = { headerBytes: 300, contentBytes: 100 };

export interface BadRequest {
  readonly what: string;
  readonly sends: string | Uint8Array;
  /** What it is told: all of a text reply, the status of a binary one. */
  readonly told: string | number | undefined;
  /** Where the connection does not go on: the error and its state. Default: it goes on. */
  readonly fails?: readonly [code: string, state: string];
  /** The remote ends its direction after it. */
  readonly ends?: boolean;
}

const ERROR = 'ERROR\r\n';
const BAD_FORMAT = 'CLIENT_ERROR bad command line format\r\n';
const TOO_LARGE = 'SERVER_ERROR object too large for cache\r\n';

/** To a server with an item `key` that is no number. */
export const badTextRequests: readonly BadRequest[] = [
  { what: 'an unknown command', sends: 'foo\r\n', told: ERROR },
  { what: 'an empty line', sends: '\r\n', told: ERROR },
  { what: 'blanks', sends: '   \r\n', told: ERROR },
  { what: 'a command in capitals', sends: 'GET key\r\n', told: ERROR },
  { what: 'control characters', sends: '\0\x01\x02\n', told: ERROR },
  { what: 'get without a key', sends: 'get\r\n', told: ERROR },
  { what: 'gat without a key', sends: 'gat 10\r\n', told: ERROR },
  { what: 'a key of 251 bytes', sends: `get ${'k'.repeat(251)}\r\n`, told: BAD_FORMAT },
  { what: 'a key of 251 bytes among others', sends: `get a ${'k'.repeat(251)} b\r\n`, told: BAD_FORMAT },
  { what: 'a control character in a key', sends: 'get a\x7fb\r\n', told: BAD_FORMAT },
  { what: 'a carriage return in a key', sends: 'get a\rb\r\n', told: BAD_FORMAT },
  { what: 'set without a length', sends: 'set key 0 0\r\n', told: ERROR },
  { what: 'set with flags that are no number', sends: 'set key x 0 1\r\n', told: BAD_FORMAT },
  { what: 'set with flags of 33 bits', sends: 'set key 4294967296 0 1\r\n', told: BAD_FORMAT },
  { what: 'set with a negative length', sends: 'set key 0 0 -1\r\n', told: BAD_FORMAT },
  { what: 'set with a length of 2^31', sends: 'set key 0 0 2147483648\r\n', told: BAD_FORMAT },
  { what: 'set with a length near 2^63', sends: 'set key 0 0 9223372036854775807\r\n', told: BAD_FORMAT },
  { what: 'set with a length of 200 digits', sends: `set key 0 0 ${'9'.repeat(200)}\r\n`, told: BAD_FORMAT },
  { what: 'set with a length in hexadecimal', sends: 'set key 0 0 0x1\r\n', told: BAD_FORMAT },
  { what: 'set of a wrong key, quietly', sends: `set ${'k'.repeat(251)} 0 0 1 noreply\r\n`, told: '' },
  { what: 'cas without a version', sends: 'cas key 0 0 1\r\n', told: ERROR },
  { what: 'cas with a version of 65 bits', sends: 'cas key 0 0 1 18446744073709551616\r\n', told: BAD_FORMAT },
  { what: 'a value that is too long', sends: `add x 0 0 101\r\n${'v'.repeat(101)}\r\n`, told: TOO_LARGE },
  { what: 'a value that is too long, quietly', sends: `add x 0 0 101 noreply\r\n${'v'.repeat(101)}\r\n`, told: '' },
  { what: 'data without a line break', sends: 'set x 0 0 1\r\nabc', told: 'CLIENT_ERROR bad data chunk\r\n' },
  { what: 'incr without a delta', sends: 'incr key\r\n', told: ERROR },
  { what: 'incr with a negative delta', sends: 'incr key -1\r\n', told: BAD_FORMAT },
  { what: 'incr with a delta of 65 bits', sends: 'incr key 18446744073709551616\r\n', told: BAD_FORMAT },
  {
    what: 'incr of what is no number',
    sends: 'incr key 1\r\n',
    told: 'CLIENT_ERROR cannot increment or decrement non-numeric value\r\n',
  },
  { what: 'touch with a time that is none', sends: 'touch key soon\r\n', told: BAD_FORMAT },
  { what: 'delete with a word too many', sends: 'delete key now\r\n', told: BAD_FORMAT },
  { what: 'flush_all with a delay that is none', sends: 'flush_all soon\r\n', told: BAD_FORMAT },
  { what: 'verbosity without a level', sends: 'verbosity\r\n', told: ERROR },
  { what: 'quit with more', sends: 'quit now\r\n', told: ERROR },
  { what: 'version with more', sends: 'version 2\r\n', told: ERROR },
  { what: 'unknown statistics', sends: 'stats secrets\r\n', told: ERROR },
  {
    what: 'a line that does not end',
    sends: `get ${'k '.repeat(149)}`,
    told: 'CLIENT_ERROR line too long\r\n',
    fails: ['frame-too-long', 'awaiting-command'],
  },
  { what: 'an end inside of a line', sends: 'get ke', told: '', fails: ['truncated', 'awaiting-command'], ends: true },
  {
    what: 'an end before the data',
    sends: 'set key 0 0 5\r\n',
    told: '',
    fails: ['truncated', 'awaiting-data'],
    ends: true,
  },
  {
    what: 'an end inside of the data',
    sends: 'set key 0 0 5\r\nhello\r',
    told: '',
    fails: ['truncated', 'awaiting-data'],
    ends: true,
  },
  {
    what: 'an end inside of a value that is too long',
    sends: 'add x 0 0 101\r\nv',
    told: TOO_LARGE,
    fails: ['truncated', 'discarding'],
    ends: true,
  },
];

const invalid = (what: string, sends: Uint8Array): BadRequest => ({
  what,
  sends,
  told: 4,
  fails: ['header-invalid', 'awaiting-header'],
});
const extras = (length: number) => new Uint8Array(length);

export const badBinaryRequests: readonly BadRequest[] = [
  { what: 'an unknown opcode', sends: packet({ opcode: 0x42, key: 'abc', value: extras(99) }), told: 0x81 },
  { what: 'an unknown opcode with a long body', sends: packet({ opcode: 0x42, value: extras(5_000) }), told: 0x81 },
  { what: 'SASL, which is not spoken', sends: packet({ opcode: 0x20 }), told: 0x81 },
  {
    what: 'a value that is too long',
    sends: packet({ opcode: 2, extras: extras(8), key: 'x', value: extras(101) }),
    told: 3,
  },
  {
    what: 'incr of what is no number',
    sends: packet({ opcode: 5, extras: extras(20), key: 'key' }),
    told: 6,
  },
  { what: 'unknown statistics', sends: packet({ opcode: 0x10, key: 'secrets' }), told: 1 },
  invalid('a key that is longer than the body', packet({ opcode: 0, keyLength: 4, bodyLength: 3 })),
  invalid('a key of 64 KiB', packet({ opcode: 0, keyLength: 0xffff, bodyLength: 0xffff })),
  invalid('extras that are longer than the body', packet({ opcode: 1, extras: extras(8), bodyLength: 7 })),
  invalid('a key of 251 bytes', packet({ opcode: 0, key: 'k'.repeat(251) })),
  invalid('get without a key', packet({ opcode: 0 })),
  invalid('get with extras', packet({ opcode: 0, key: 'k', extras: extras(4) })),
  invalid('get with a value', packet({ opcode: 0, key: 'k', value: extras(1) })),
  invalid('set without extras', packet({ opcode: 1, key: 'k' })),
  invalid('set with short extras', packet({ opcode: 1, key: 'k', extras: extras(4) })),
  invalid('incr without extras', packet({ opcode: 5, key: 'k' })),
  invalid('touch without extras', packet({ opcode: 0x1c, key: 'k' })),
  invalid('noop with a body of 4 GiB', packet({ opcode: 0x0a, bodyLength: 0xffff_ffff })),
  invalid('quit with a key', packet({ opcode: 7, key: 'k' })),
  invalid('flush with extras of 3 bytes', packet({ opcode: 8, extras: extras(3) })),
  {
    what: 'the magic of a reply',
    sends: packet({ magic: 0x81, opcode: 0, key: 'k' }),
    told: undefined,
    fails: ['magic-invalid', 'awaiting-header'],
  },
  {
    what: 'text after a binary command',
    sends: latin1('get key\r\n'.repeat(3)),
    told: undefined,
    fails: ['magic-invalid', 'awaiting-header'],
  },
  {
    what: 'a value of 4 GiB, of which nothing comes',
    sends: packet({ opcode: 2, extras: extras(8), key: 'x', bodyLength: 0xffff_ffff }),
    told: 3,
    fails: ['truncated', 'discarding'],
    ends: true,
  },
  ...(
    [
      [23, 'awaiting-header'],
      [24, 'awaiting-body'],
      [26, 'awaiting-body'],
    ] as const
  ).map(
    ([length, state]): BadRequest => ({
      what: `an end after ${length} bytes`,
      sends: packet({ opcode: 0, key: 'key' }).subarray(0, length),
      told: undefined,
      fails: ['truncated', state],
      ends: true,
    }),
  ),
];
