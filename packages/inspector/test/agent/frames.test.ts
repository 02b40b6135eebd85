/** Every byte of every protocol belongs to one frame and its transition, and a transition to its bytes: as the page finds them. */
import {
  Connection,
  type ConnectionEvent,
  connect,
  type Protocol,
  prepare,
  pump,
  type Role,
  type Security,
  serve,
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
import { jsonRpcReplies } from '@wirechart/protocols/json-rpc';
import { get, memcached, set } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer } from '@wirechart/protocols/modbus';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { data, mail, smtpClient } from '@wirechart/protocols/smtp';
import { overTls } from '@wirechart/protocols/tls';
import { webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Recording, recording } from '../../src/index.js';
import { Bytes, frameAt, framesOf } from '../../src/page/frames.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { watchedOf } from '../../src/program/watched.js';
import { jsonRequest } from '../kit/requests.js';

interface Conversation {
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

const conversations: Readonly<Record<string, Conversation>> = {
  'json-header': talk('server', jsonHeader(), Buffer.concat([jsonRequest('{"a":1}'), jsonRequest('[2]')])),
  'json-rpc, lines of it': talk(
    'client',
    lines({ replies: jsonRpcReplies }),
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
  'WebSocket, refused': talk('server', webSocket.server(), 'GET / HTTP/1.1\r\nHost: x\r\n\r\nmore', [], 4),
};

/** The connection as the page gets it, after these chunks. */
function watched({ protocol, role, sends }: Conversation, parts: readonly (readonly Uint8Array[])[], ended: boolean) {
  let now = 0;
  const run = recording({ clock: { now: () => now } });
  const connection = new Connection<unknown, unknown>(prepare(protocol as never, role), now);
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
  return pageOf(run);
}

function pageOf(run: Recording) {
  const { live } = inspectionOfDump(run.dump()).history;
  const entry = live.entries.get(1);
  if (entry === undefined) throw new Error('nothing was recorded');
  return watchedOf(entry, live, undefined);
}

/** How many bytes of a direction there are, each of which has one frame, the transition of which has the byte. */
function checked(page: ReturnType<typeof pageOf>, direction: 'in' | 'out'): number {
  const half = direction === 'in' ? 'read' : 'write';
  const frames = framesOf(page, half);
  const { end } = new Bytes(page.chunks, direction);
  const steps = new Set(page.records.filter((step) => step.half === half));
  let next = 0;
  for (const { offset, length, step } of frames) {
    expect(offset).toBe(next);
    expect(length).toBeGreaterThan(0);
    expect(steps.has(step)).toBe(true);
    next = offset + length;
  }
  for (let offset = 0; offset < next; offset++) {
    const frame = frameAt(frames, offset);
    const own = frames.filter(({ step }) => step === frame?.step);
    expect(own.some((one) => one.offset <= offset && offset < one.offset + one.length)).toBe(true);
  }
  expect(next).toBeLessThanOrEqual(end);
  return next;
}

describe.each(Object.entries(conversations))('%s', (name, conversation) => {
  it('each byte has one frame and its transition, and back, however the bytes were cut', () => {
    const { input, unread } = conversation;
    const total = input.reduce((sum, { length }) => sum + length, 0);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: total }), { maxLength: 8 }), fc.boolean(), (places, ended) => {
        fc.pre(ended || name !== 'until close');
        let begin = 0;
        const parts = input.map((part) => {
          const own = places.map((place) => place - begin).filter((place) => place > 0 && place < part.length);
          begin += part.length;
          const cuts = [0, ...own.sort((a, b) => a - b), part.length];
          return cuts.slice(1).map((end, at) => part.subarray(cuts[at], end));
        });
        const page = watched(conversation, parts, ended);
        expect(checked(page, 'in')).toBe(total - unread);
        expect(checked(page, 'out')).toBe(page.row.bytesOut);
      }),
      { numRuns: 12 },
    );
  });
});

it.each([
  ['in a frame', { records: 0, in: 12, out: 0 }, [[10, 5]]],
  [
    'before a frame, in a stream',
    { records: 0, in: 4, out: 0 },
    [
      [4, 6],
      [10, 5],
    ],
  ],
  ['and transitions were dropped', { records: 3, in: 4, out: 0 }, [[10, 5]]],
])('where watching began %s, frames begin with what is known', (_case, missed, expected) => {
  const page = watched(conversations['lines'] as Conversation, [], false);
  const step = { ...page.records[0], half: 'read', from: 1, to: 1, event: 'line', offset: 10, length: 5 };
  const frames = framesOf({ ...page, missed, records: [step as never] }, 'read');
  expect(frames.map(({ offset, length }) => [offset, length])).toEqual(expected);
});

describe('a WebSocket after its upgrade', () => {
  it.each(['in', 'out'] as const)('has a frame for each byte, masked and compressed: %s', async (direction) => {
    const network = simulatedNetwork({ seed: 3, chunking: randomSizes() });
    const run = recording({ clock: network.clock });
    const compression = () => ({ compression: permessageDeflate() });
    const server = await serve(webSocket.server(compression()), (message) => message, network.endpoint('server'), {
      watcher: run.watcher,
    });
    const random = (bytes: Uint8Array) => bytes.fill(0x5a);
    const protocol = webSocket.client({ url: 'ws://server/', random, ...compression() });
    const client = await network.runUntil(connect(protocol, network.endpoint('server')));
    for (const text of ['hello', 'x'.repeat(5000)]) await network.runUntil(client.request(text));
    await network.runUntil(client.close());
    await network.runUntil(server.close());
    const page = pageOf(run);
    expect(checked(page, direction)).toBe(direction === 'in' ? page.row.bytesIn : page.row.bytesOut);
    const read = page.records.filter(({ half, length }) => half === 'read' && length > 0);
    expect(new Set(read.map(({ protocol }) => protocol)).size).toBe(2);
  });
});
