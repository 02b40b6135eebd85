/** A connection of every shipped protocol and role: what arrives, and what is sent. */
import {
  Connection,
  type ConnectionEvent,
  type Protocol,
  prepare,
  pump,
  type Role,
  type Security,
  type TraceRecord,
  type WatchedConnection,
} from '@wirechart/core';
import {
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '@wirechart/protocols/framing';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { jsonRpcReplies, withJsonRpcFields } from '@wirechart/protocols/json-rpc';
import { get, memcached, set } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer } from '@wirechart/protocols/modbus';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { data, mail, smtpClient } from '@wirechart/protocols/smtp';
import { overTls } from '@wirechart/protocols/tls';
import { webSocket } from '@wirechart/protocols/websocket';
import fc from 'fast-check';
import { type Recording, recording } from '../../src/index.js';
import { jsonRequest, UPGRADE } from './requests.js';

export interface Conversation {
  readonly protocol: Protocol<never, never>;
  readonly role: Role;
  /** What arrives. Between two parts the connection comes to rest: TLS may begin there. */
  readonly input: readonly Buffer[];
  /** What a client asks as soon as it may, or a server replies to each message. */
  readonly sends: readonly unknown[];
  /** Bytes at the end that nothing reads. */
  readonly unread: number;
}

const bytesOf = (input: string | Uint8Array) =>
  typeof input === 'string' ? Buffer.from(input, 'latin1') : Buffer.from(input);

function talk<TIn, TOut>(
  role: Role,
  protocol: Protocol<TIn, TOut>,
  input: string | Uint8Array | readonly string[],
  sends: readonly TOut[] = [],
  unread = 0,
): Conversation {
  const parts = typeof input === 'string' || input instanceof Uint8Array ? [input] : input;
  return { protocol: protocol as never, role, input: parts.map(bytesOf), sends, unread };
}

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const ADDRESSES = '\x0a\0\0\x01\x0a\0\0\x02\x10\0\x20\0';
const line = lines();

export const conversations: Readonly<Record<string, Conversation>> = {
  'json-header': talk('server', jsonHeader(), Buffer.concat([jsonRequest('{"a":1}'), jsonRequest('[2]')])),
  'json-rpc, lines of it': talk(
    'client',
    withJsonRpcFields(lines({ replies: jsonRpcReplies })),
    '{"jsonrpc":"2.0","id":1,"result":2}\r\n',
    ['{"jsonrpc":"2.0","id":1,"method":"wake"}'],
  ),
  lines: talk('server', line, 'one\r\n\r\nthree\r\n', ['1', '2', '3']),
  'lines, either end': talk('server', lines({ loneCr: true }), 'one\n\rthree\r\n'),
  'length-prefixed': talk('server', lengthPrefixed({ width: 2 }), '\0\x03abc\0\0\0\x01x'),
  netstring: talk('server', netstring(), '3:abc,0:,'),
  varint: talk('server', varintPrefixed(), '\x03abc\0'),
  typed: talk('server', typed({ 1: 3, 2: 0 }), '\x01abc\x02\x01xyz'),
  'fixed length': talk('server', fixedLength(3), 'abcdef'),
  delimited: talk('server', delimited('||'), 'a||b|c||||'),
  'until close': talk('server', untilClose(), 'all of it'),
  'event stream': talk(
    'client',
    eventStream(),
    bytesOf(Buffer.from('\ufeffid: 1\ndata: one\ndata: two\n\n: nothing\r\nretry: 7\revent: x\ndata\n\n')),
  ),
  'raw, a stream': talk('server', raw(), 'whatever it is, piece by piece', ['and back', 'again'].map(bytesOf)),
  'memcached, text': talk('server', memcached.server(), 'set k 0 0 5\r\nhello\r\nget k\r\nversion\r\n'),
  'memcached, a stream that is skipped': talk(
    'server',
    memcached.server({ limits: { contentBytes: 8 } }),
    `set k 0 0 50\r\n${'x'.repeat(50)}\r\nget k\r\n`,
  ),
  'memcached, binary': talk(
    'server',
    memcached.server(),
    `\x80\0\0\x01${'\0'.repeat(7)}\x01${'\0'.repeat(12)}k\x80\x0b${'\0'.repeat(22)}`,
  ),
  'memcached, a client': talk(
    'client',
    memcached.client({ speaks: 'text' }),
    'STORED\r\nVALUE k 0 5\r\nhello\r\nEND\r\n',
    [set('k', bytesOf('hello')), get('k')],
  ),
  resp: talk('server', respServer(), '*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\n'),
  'resp, a client': talk('client', respClient(), '$5\r\nhello\r\n*2\r\n:1\r\n$-1\r\n>2\r\n+message\r\n+x\r\n+OK\r\n', [
    ['GET', 'k'],
    ['MGET', 'a', 'b'],
    ['PING'],
  ]),
  // Ten registers read; one coil written.
  modbus: talk(
    'server',
    modbusServer(),
    Buffer.from('0001000000060103' + '0000000a' + '0002000000060105' + '00acff00', 'hex'),
  ),
  'modbus, unasked': talk('client', modbusClient(), Buffer.from('0001000000050103020007', 'hex')),
  'PROXY 1, then lines': talk(
    'server',
    proxied(line, { trusted: () => true }),
    'PROXY TCP4 192.0.2.1 192.0.2.2 4000 25\r\none\r\ntwo\r\n',
    ['1', '2'],
  ),
  'PROXY 2, then lines': talk(
    'server',
    proxied(line, { trusted: () => true }),
    `${SIGNATURE}\x21\x11\0\x0f${ADDRESSES}\x04\0\0one\r\ntwo\r\n`,
  ),
  'PROXY, the side of the proxy': talk('client', withProxyHeader(line, { version: 1 }), 'one\r\n', ['1']),
  'SMTP with STARTTLS': talk(
    'client',
    smtpClient({ name: 'client.test' }),
    [
      '220 hi\r\n250-mail.test\r\n250 STARTTLS\r\n220 go on\r\n',
      '250-mail.test\r\n250 8BITMIME\r\n',
      '250 ok\r\n354 go on\r\n250 2.0.0 taken\r\n',
    ],
    [mail('a@b.test'), data('one\r\n.two')],
  ),
  'SMTP without': talk(
    'client',
    smtpClient({ name: 'client.test', tls: 'none' }),
    ['220-hi\r\n220 there\r\n250 mail.test\r\n', '250 ok\r\n550-5.1.1\r\n550 no\r\n'],
    [mail('a@b.test'), mail('b@b.test')],
  ),
  'lines over TLS that begins at once': talk('server', overTls(line), ['', 'one\r\ntwo\r\n'], ['1', '2']),
  'WebSocket, after its upgrade': talk(
    'server',
    webSocket.server(),
    `${UPGRADE}\x81\x82\0\0\0\0hi\x89\x80\0\0\0\0\x01\x81\0\0\0\0a\x80\x81\0\0\0\0b\x88\x82\0\0\0\0\x03\xe8`,
    ['yo', 'and more'],
  ),
  'WebSocket, refused': talk('server', webSocket.server(), 'GET / HTTP/1.1\r\nHost: x\r\n\r\nmore', [], 4),
};

/** What a connection was like after a turn: as it says itself. */
export interface Moment {
  readonly time: number;
  readonly protocol: string;
  readonly read: string;
  /** `''` as long as nothing was sent. */
  readonly write: string;
  readonly received: number;
  readonly written: number;
  /** How many transitions there had been. */
  readonly transitions: number;
}

export interface Played {
  readonly run: Recording;
  readonly moments: readonly Moment[];
  /** All transitions, as the option `onTransition` tells them. */
  readonly told: readonly TraceRecord[];
}

/** Cuts the input of a conversation at random; within its parts. */
export function cutsOf({ input }: Conversation): fc.Arbitrary<Buffer[][]> {
  const total = input.reduce((sum, { length }) => sum + length, 0);
  return fc.uniqueArray(fc.nat({ max: total }), { maxLength: 8 }).map((places) => {
    let begin = 0;
    return input.map((part) => {
      const own = places.map((place) => place - begin).filter((place) => place > 0 && place < part.length);
      begin += part.length;
      const cuts = [0, ...own.sort((a, b) => a - b), part.length];
      return cuts.slice(1).map((end, at) => part.subarray(cuts[at], end));
    });
  });
}

/** The connection as it is recorded, a turn after each chunk. */
export function play(
  { protocol, role, sends }: Conversation,
  parts: readonly (readonly Uint8Array[])[],
  ended: boolean,
): Played {
  let now = 0;
  const told: TraceRecord[] = [];
  const moments: Moment[] = [];
  const run = recording({ clock: { now: () => now } });
  // Some begin before anybody can watch: what the recorder has is told then.
  const prepared = prepare<unknown, unknown>(protocol as never, role, {
    record: 100,
    onTransition: (record) => told.push(record),
  });
  const connection = new Connection<unknown, unknown>(prepared, now);
  const name = { kind: 'name', name: 'test' } as const;
  const one: WatchedConnection = { connection, transport: { local: name, remote: name }, tag: undefined };
  const waiting = [...sends];
  const send = () => {
    const message = waiting.shift();
    if (message !== undefined && connection.sending) connection.send(message, now);
  };
  const application = {
    event({ type }: ConnectionEvent<unknown>) {
      if (type !== 'message') return;
      if (role === 'server') send();
      connection.responded(now);
    },
  };
  const turn = () => {
    pump(connection, application, { write: () => true, end: () => undefined, reset: () => undefined }, now);
    run.watcher.turned(one, now);
    moments.push({
      time: now,
      protocol: connection.protocol.name,
      read: connection.stateOf('read'),
      write: connection.look().write === undefined ? '' : connection.stateOf('write'),
      received: connection.receivedBytes,
      written: connection.offsetOf('write'),
      transitions: told.length,
    });
    now += 1;
  };
  run.watcher.opened(one);
  turn();
  for (const chunks of parts) {
    if (connection.secureDue) {
      connection.takeForHandshake(now);
      connection.receiveSecured({} as Security, now);
      turn();
    }
    while (role === 'client' && connection.look().stage.next.size === 0 && waiting.length > 0) send();
    turn();
    for (const chunk of chunks) {
      connection.receiveData(chunk, now);
      turn();
    }
  }
  if (ended) connection.receiveEof(now);
  turn();
  return { run, moments, told };
}
