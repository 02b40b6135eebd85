/** What can be read can be written, and is the same when it is read again: an echo never fails for what a remote has said. */
import {
  type AnyProtocol,
  Connection,
  type ConnectionEvent,
  type Protocol,
  prepare,
  pump,
  type Role,
} from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalPrefixed,
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '../src/framing/index.js';
import { jsonHeader } from '../src/json-header/index.js';
import { type Command, memcached } from '../src/memcached/index.js';
import { modbusClient, modbusServer } from '../src/modbus/index.js';
import { raw } from '../src/raw/index.js';
import { respClient, respServer } from '../src/resp/index.js';
import { frames } from '../src/websocket/index.js';
import { frame } from './json-header/frames.js';
import { packet } from './memcached/support/wire.js';
import { fixed, KEY, type WireFrame, frame as wireFrame } from './websocket/support/wire.js';

/** The messages that a side makes of bytes, up to what it refuses, and the end. */
function read(protocol: AnyProtocol, role: Role, bytes: Uint8Array): unknown[] {
  const connection = new Connection(prepare(protocol, role), 0) as Connection<unknown, unknown>;
  const messages: unknown[] = [];
  const event = (event: ConnectionEvent<unknown>) => {
    if (event.type !== 'message') return;
    messages.push(event.message);
    if (role === 'server') connection.responded(0);
  };
  const transport = { write: () => true, end() {}, reset() {} };
  connection.receiveData(bytes, 0);
  pump(connection, { event }, transport, 0);
  connection.receiveEof(0);
  pump(connection, { event }, transport, 0);
  return messages;
}

function written(protocol: AnyProtocol, role: Role, messages: readonly unknown[]): Uint8Array {
  const connection = new Connection(prepare(protocol, role), 0) as Connection<unknown, unknown>;
  const pieces: Uint8Array[] = [];
  for (const message of messages) {
    connection.send(message, 0);
    pump(connection, { event() {} }, { write: (some) => pieces.push(...some) > 0, end() {}, reset() {} }, 0);
  }
  return Buffer.concat(pieces);
}

interface Subject {
  /** Reads, and reads again what was written by `writer`. */
  readonly reader: AnyProtocol;
  readonly role: Role;
  /** Default: the reader's other side. */
  readonly writer?: AnyProtocol;
  /** What bytes are made of, besides any. */
  readonly pieces: readonly (string | Uint8Array)[];
  /** What is written of what was read; undefined for what is not to be sent. Default: itself. */
  readonly sent?: (message: never) => unknown;
}

const other = (role: Role): Role => (role === 'server' ? 'client' : 'server');

const alike = (reader: Protocol<never, never> | AnyProtocol, pieces: readonly (string | Uint8Array)[]): Subject => ({
  reader: reader as AnyProtocol,
  role: 'client',
  pieces,
});

/** But for numbers beyond the range of a double, and the zero with a sign: as JSON they are written otherwise. */
const jsons = [
  '0',
  '"\\ud800"',
  '"é"',
  '{"__proto__":1}',
  '{"a":1,"a":2}',
  '{"2":0,"1":0}',
  '[[],{}]',
  '1.0',
  '1e21',
  '"\\u0000\\u2028"',
];

const webSocketFrames: readonly WireFrame[] = [
  { opcode: 1, payload: 'x' },
  { opcode: 2 },
  { opcode: 1, fin: false, payload: Uint8Array.of(0xc3) },
  { opcode: 0, payload: Uint8Array.of(0xa9) },
  { opcode: 9 },
  { opcode: 10, payload: Uint8Array.of(1) },
];

const subjects: Readonly<Record<string, Subject>> = {
  raw: alike(raw(), ['a']),
  lines: alike(lines(), ['\r', '\n', '\r\n', '\r\r\n', 'é', 'x']),
  'lines with their CR': alike(lines({ keepCr: true }), ['\r', '\n', '\r\n', 'x']),
  'lines that a CR ends': alike(lines({ loneCr: true }), ['\r', '\n', '\r\n', 'x']),
  'lines of CRLF': alike(lines({ ending: '\r\n' }), ['\r', '\n', '\r\n', 'x']),
  'lines of which the last may be open': alike(lines({ lastMayBeOpen: true }), ['\r', '\n', '\r\n', 'x']),
  'delimited by one byte': alike(delimited('\n'), ['\n', 'x']),
  'delimited by what overlaps itself': alike(delimited('aab'), ['a', 'aa', 'b', 'aab']),
  'delimited by the same byte twice': alike(delimited('aa'), ['a', 'aa', 'b']),
  'delimited, the last may be open': alike(delimited('aab', { lastMayBeOpen: true }), ['a', 'aab', 'b']),
  netstring: alike(netstring(), ['0:,', '1:x,', '3:1:,,', '5:']),
  'decimal prefixed': alike(decimalPrefixed(), ['0\n', '1\nx', '2\n']),
  'varint prefixed': alike(varintPrefixed(), ['\0', '\x01x', Uint8Array.of(0x80, 0)]),
  'length prefixed': alike(lengthPrefixed({ width: 2 }), ['\0\0', '\0\x01x']),
  'length prefixed, header kept': alike(lengthPrefixed({ width: 1, offset: 1, strip: 0 }), ['t\0', 't\x01x']),
  'length that counts itself': alike(lengthPrefixed({ width: 1, adjustment: -1 }), ['\x01', '\x02x', '\0']),
  'fixed length': alike(fixedLength(2), ['ab']),
  typed: alike(typed({ 97: 0, 98: 1 }), ['a', 'bx']),
  'until close': alike(untilClose(), ['x']),
  'event stream': alike(eventStream(), [
    'data',
    'data:',
    'data: x\n',
    'data:  \n',
    'event: x\n',
    'event\n',
    'id: 1\n',
    'id\n',
    '\n',
    '\r',
    '\n\n',
    '\ufeff',
    ':',
  ]),
  'json-header': alike(
    jsonHeader(),
    [...jsons, ''].flatMap((json) => [frame({}, json), frame({ 'content-type': 'x/y' }, json)]),
  ),
  'RESP replies': {
    reader: respClient() as AnyProtocol,
    role: 'client',
    writer: respServer() as AnyProtocol,
    pieces: [
      '+OK\r\n',
      '+\r\n',
      '-ERR x\r\n',
      ':1\r\n',
      ':-0\r\n',
      ':+1\r\n',
      ':9007199254740993\r\n',
      ',1\r\n',
      ',-0\r\n',
      ',inf\r\n',
      ',nan\r\n',

      ',1e3\r\n',
      '(99999999999999999999\r\n',
      '#t\r\n',
      '_\r\n',
      '$-1\r\n',
      '*-1\r\n',
      '$0\r\n\r\n',
      '$1\r\nx\r\n',
      '=5\r\ntxt:x\r\n',
      '=5\r\nté:x\r\n',
      '-a\nb\r\n',
      '!3\r\nE a\r\n',

      '*0\r\n',
      '*1\r\n',
      '~1\r\n',
      '%1\r\n',
      '>1\r\n',
      '|1\r\n',
      '*?\r\n',
      '.\r\n',
      '$?\r\n',
      ';1\r\nx\r\n',
      ';0\r\n',
      '+a\nb\r\n',
    ],
  },
  'RESP requests': {
    reader: respServer() as AnyProtocol,
    role: 'server',
    writer: respClient() as AnyProtocol,
    pieces: [
      '*1\r\n',
      '*2\r\n',
      '$1\r\nx\r\n',
      '$0\r\n\r\n',
      '$2\r\né\r\n',
      'PING\r\n',
      '"\\xff"\r\n',
      '"a b" c\r\n',
      '\r\n',
      '*0\r\n',
      '""\r\n',
    ],
    sent: ({ name, args }: { name: string; args: readonly Uint8Array[] }) =>
      name === '' && args.length === 0 ? undefined : [Buffer.from(name, 'latin1'), ...args],
  },
  'memcached requests, text': {
    reader: memcached.server({ speaks: 'text' }) as AnyProtocol,
    role: 'server',
    writer: memcached.client() as AnyProtocol,
    pieces: [
      'get k\r\n',
      'gets k l\n',
      'gat 1 k\r\n',
      'set k 0 0 1\r\nx\r\n',
      'cas k 1 -1 0 7 noreply\r\n\r\n',
      'incr k 1\r\n',
      'touch k 0\r\n',
      'delete k noreply\r\n',

      'stats\r\n',
      'stats a b\r\n',
      'version\r\n',
      'verbosity 1\r\n',
      'flush_all\r\n',
      'flush_all -1\r\n',
      'flush_all noreply\r\n',
      'get é\r\n',
      'append k 0 0 0\r\n\r\n',
      ' ',
      '\n',
    ],
    sent: askable,
  },
  'memcached requests, binary': {
    reader: memcached.server({ speaks: 'binary' }) as AnyProtocol,
    role: 'server',
    writer: memcached.client({ speaks: 'binary' }) as AnyProtocol,
    pieces: [
      packet({ opcode: 0x00, key: 'k' }),
      packet({ opcode: 0x0d, key: 'k' }),
      packet({ opcode: 0x09, key: 'k' }),
      packet({ opcode: 0x0a }),
      packet({ opcode: 0x01, extras: new Uint8Array(8), key: 'k', value: Uint8Array.of(1), opaque: 7, cas: 3n }),
      packet({ opcode: 0x11, extras: new Uint8Array(8), key: 'k' }),
      packet({ opcode: 0x0e, key: 'k', value: Uint8Array.of(1) }),
      packet({ opcode: 0x04, key: 'é', cas: 1n }),
      packet({ opcode: 0x05, extras: new Uint8Array(20), key: 'k' }),
      packet({ opcode: 0x06, extras: new Uint8Array(20).fill(0xff), key: 'k' }),
      packet({ opcode: 0x1c, extras: new Uint8Array(4), key: 'k' }),
      packet({ opcode: 0x1d, extras: new Uint8Array(4), key: 'k' }),
      packet({ opcode: 0x08 }),
      packet({ opcode: 0x18, extras: new Uint8Array(4).fill(0xff) }),
      packet({ opcode: 0x10, key: 'items' }),
      packet({ opcode: 0x1b, extras: Uint8Array.of(0, 0, 0, 1) }),
      packet({ opcode: 0x0b }),
    ],
    sent: askable,
  },
  'modbus requests': {
    reader: modbusServer() as AnyProtocol,
    role: 'server',
    writer: modbusClient() as AnyProtocol,
    pieces: [
      [0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1],
      [0, 1, 0, 0, 0, 6, 1, 5, 0, 0, 0xff, 0],
      [0, 1, 0, 0, 0, 8, 1, 15, 0, 0, 0, 3, 1, 0xff],
      [0, 1, 0, 0, 0, 9, 1, 16, 0, 0, 0, 1, 2, 1, 2],
      [0, 2, 0, 0, 0, 2, 1, 0x63],
      [0, 2, 0, 0, 0, 4, 1, 0x2b, 14, 1],
      [0, 1, 0, 0, 0, 8, 1, 22, 0, 0, 1, 2, 3, 4],
    ].map((bytes) => Uint8Array.from(bytes)),
  },
  'modbus responses': {
    reader: modbusClient() as AnyProtocol,
    role: 'client',
    writer: modbusServer() as AnyProtocol,
    pieces: [
      [0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 1],
      [0, 1, 0, 0, 0, 4, 1, 1, 1, 0xff],
      [0, 1, 0, 0, 0, 3, 1, 0x83, 2],
      [0, 1, 0, 0, 0, 6, 1, 5, 0, 0, 0xff, 0],
      [0, 1, 0, 0, 0, 6, 1, 16, 0, 0, 0, 1],
    ].map((bytes) => Uint8Array.from(bytes)),
  },
  'WebSocket messages of a server': {
    reader: frames({ role: 'client', random: fixed }) as AnyProtocol,
    role: 'client',
    writer: frames({ role: 'server' }) as AnyProtocol,
    pieces: webSocketFrames.map((one) => wireFrame(one)),
  },
  'WebSocket messages of a client': {
    reader: frames({ role: 'server' }) as AnyProtocol,
    role: 'server',
    writer: frames({ role: 'client', random: fixed }) as AnyProtocol,
    pieces: webSocketFrames.map((one) => wireFrame({ ...one, key: KEY })),
  },
};

/** What makes no sense is not sent on, nor is a get that wants no reply: a client always has one. The tag is the client's own. */
function askable(command: Command) {
  const { type, quiet } = command;
  return type === 'rejected' || (type === 'get' && quiet) ? undefined : { ...command, tag: undefined };
}

describe('what can be read can be written, and reads the same', () => {
  test.each(Object.entries(subjects))(
    '%s',
    (_, { reader, role, writer = reader, pieces, sent = (message) => message }) => {
      const piece = fc.oneof(
        {
          weight: 8,
          arbitrary: fc.constantFrom(...pieces.map((one) => (typeof one === 'string' ? Buffer.from(one) : one))),
        },
        { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 3 }) },
      );
      let most = 0;
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 12 }), (some) => {
          const readFrom = (bytes: Uint8Array) => read(reader, role, bytes).map((message) => sent(message as never));
          const messages = readFrom(Buffer.concat(some)).filter((message) => message !== undefined);
          most = Math.max(most, messages.length);
          expect(readFrom(written(writer, other(role), messages))).toEqual(messages);
        }),
        { numRuns: 300 },
      );
      // Otherwise nothing was shown.
      expect(most).toBeGreaterThan(0);
    },
  );
});

test('a last message may not be open where the delimiter begins as it ends', () => {
  expect(() => delimited('aa', { lastMayBeOpen: true })).toThrow(RangeError);
  expect(() => delimited('abcab', { lastMayBeOpen: true })).toThrow(/begins as it ends/);
  delimited('aa');
  delimited('\r\n', { lastMayBeOpen: true });
});
