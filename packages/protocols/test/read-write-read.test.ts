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

const text = (...pieces: string[]) => pieces;
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

const subjects: Readonly<Record<string, Subject>> = {
  raw: alike(raw(), text('a')),
  lines: alike(lines(), text('\r', '\n', '\r\n', '\r\r\n', 'é', 'x')),
  'lines with their CR': alike(lines({ keepCr: true }), text('\r', '\n', '\r\n', 'x')),
  'lines that a CR ends': alike(lines({ loneCr: true }), text('\r', '\n', '\r\n', 'x')),
  'lines of CRLF': alike(lines({ ending: '\r\n' }), text('\r', '\n', '\r\n', 'x')),
  'lines of which the last may be open': alike(lines({ lastMayBeOpen: true }), text('\r', '\n', '\r\n', 'x')),
  'delimited by one byte': alike(delimited('\n'), text('\n', 'x')),
  'delimited by what overlaps itself': alike(delimited('aab'), text('a', 'aa', 'b', 'aab')),
  'delimited by the same byte twice': alike(delimited('aa'), text('a', 'aa', 'b')),
  'delimited, the last may be open': alike(delimited('aab', { lastMayBeOpen: true }), text('a', 'aab', 'b')),
  netstring: alike(netstring(), text('0:,', '1:x,', '3:1:,,', '5:')),
  'decimal prefixed': alike(decimalPrefixed(), text('0\n', '1\nx', '2\n')),
  'varint prefixed': alike(varintPrefixed(), text('\0', '\x01x', '\x80\0')),
  'length prefixed': alike(lengthPrefixed({ width: 2 }), text('\0\0', '\0\x01x')),
  'length prefixed, header kept': alike(lengthPrefixed({ width: 1, offset: 1, strip: 0 }), text('t\0', 't\x01x')),
  'length that counts itself': alike(lengthPrefixed({ width: 1, adjustment: -1 }), text('\x01', '\x02x', '\0')),
  'fixed length': alike(fixedLength(2), text('ab')),
  typed: alike(typed({ 97: 0, 98: 1 }), text('a', 'bx')),
  'until close': alike(untilClose(), text('x')),
  'event stream': alike(
    eventStream(),
    text(
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
    ),
  ),
  'json-header': alike(
    jsonHeader(),
    [...jsons, ''].flatMap((json) => [frame({}, json), frame({ 'content-type': 'x/y' }, json)]),
  ),
  'RESP replies': {
    reader: respClient() as AnyProtocol,
    role: 'client',
    writer: respServer() as AnyProtocol,
    pieces: text(
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
    )
      .concat(
        ',1e3\r\n',
        '(99999999999999999999\r\n',
        '#t\r\n',
        '_\r\n',
        '$-1\r\n',
        '*-1\r\n',
        '$0\r\n\r\n',
        '$1\r\nx\r\n',
        '=5\r\ntxt:x\r\n',
        '=5\r\nt\xe9:x\r\n',
        '-a\nb\r\n',
        '!3\r\nE a\r\n',
      )
      .concat(
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
      ),
  },
  'RESP requests': {
    reader: respServer() as AnyProtocol,
    role: 'server',
    writer: respClient() as AnyProtocol,
    pieces: text(
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
    ),
    sent: ({ name, args }: { name: string; args: readonly Uint8Array[] }) =>
      name === '' && args.length === 0 ? undefined : [Buffer.from(name, 'latin1'), ...args],
  },
  'memcached requests, text': {
    reader: memcached.server({ speaks: 'text' }) as AnyProtocol,
    role: 'server',
    writer: memcached.client() as AnyProtocol,
    pieces: text(
      'get k\r\n',
      'gets k l\n',
      'gat 1 k\r\n',
      'set k 0 0 1\r\nx\r\n',
      'cas k 1 -1 0 7 noreply\r\n\r\n',
      'incr k 1\r\n',
      'touch k 0\r\n',
      'delete k noreply\r\n',
    ).concat(
      'stats\r\n',
      'stats a b\r\n',
      'version\r\n',
      'verbosity 1\r\n',
      'flush_all\r\n',
      'flush_all -1\r\n',
      'flush_all noreply\r\n',
      'get \xe9\r\n',
      'append k 0 0 0\r\n\r\n',
      ' ',
      '\n',
    ),
    sent: (command: Command) => (command.type === 'rejected' ? undefined : command),
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
    reader: frames({ role: 'client', random: (bytes) => void bytes.fill(1) }) as AnyProtocol,
    role: 'client',
    writer: frames({ role: 'server' }) as AnyProtocol,
    pieces: [
      [0x81, 1, 0x78],
      [0x82, 0],
      [0x01, 1, 0xc3],
      [0x80, 1, 0xa9],
      [0x89, 0],
      [0x8a, 1, 1],
    ].map((bytes) => Uint8Array.from(bytes)),
  },
};

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
          const messages = read(reader, role, Buffer.concat(some)).filter(
            (message) => sent(message as never) !== undefined,
          );
          most = Math.max(most, messages.length);
          const again = written(
            writer,
            other(role),
            messages.map((message) => sent(message as never)),
          );
          expect(read(reader, role, again)).toEqual(messages);
        }),
        { numRuns: 300 },
      );
      // Otherwise nothing was shown.
      expect(most).toBeGreaterThan(0);
    },
  );
});

test('an open last message before whose delimiter another one could be found is no combination', () => {
  expect(() => delimited('aa', { lastMayBeOpen: true })).toThrow(RangeError);
  expect(() => delimited('abcab', { lastMayBeOpen: true })).toThrow(/begins as it ends/);
  delimited('aa');
  delimited('\r\n', { lastMayBeOpen: true });
});
