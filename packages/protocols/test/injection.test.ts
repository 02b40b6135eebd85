/**
 * Whatever a program puts into a message, the remote reads that one message or none: no value, key, field or name can begin a message
 * of its own.
 */
import { type AnyProtocol, Connection, type Protocol, prepare } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyValue } from '../../core/test/kit/wrong-values.js';
import {
  decimalPrefixed,
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  varintPrefixed,
} from '../src/framing/index.js';
import { jsonHeader } from '../src/json-header/index.js';
import { memcached } from '../src/memcached/index.js';
import { modbusClient, modbusServer } from '../src/modbus/index.js';
import { encodeProxyHeader } from '../src/proxy/index.js';
import { raw } from '../src/raw/index.js';
import { Double, ErrorReply, Push, respClient, respServer, Verbatim } from '../src/resp/index.js';
import { frames, webSocket } from '../src/websocket/index.js';

/** What `send` puts on the wire; nothing for what is refused, which must leave the connection as it was. */
function bytesOf(sender: Connection<unknown, unknown>, message: unknown): Uint8Array[] {
  try {
    sender.send(message, 0);
  } catch (error) {
    expect(error).toMatchObject({ blame: 'local', code: 'encode-failed' });
    expect(sender.pollTransmit()).toBeUndefined();
    return [];
  }
  const pieces = sender.pollTransmit();
  return Array.isArray(pieces) ? pieces : [];
}

const opened = (protocol: AnyProtocol, role: 'client' | 'server') =>
  new Connection(prepare(protocol as Protocol<unknown, unknown>, role), 0);

/** What the remote has read of it: messages, and an error if it cannot read on. */
function readBy(reader: Connection<unknown, unknown>, pieces: readonly Uint8Array[]): unknown[] {
  for (const piece of pieces) reader.receiveData(piece, 0);
  const read: unknown[] = [];
  for (let event = reader.nextEvent(); ; event = reader.nextEvent()) {
    if (event === 'paused') reader.responded(0);
    else if (typeof event === 'string') return read;
    else if (event.type === 'message') read.push(event.message);
    else if ((event.type as string) === 'push') read.push(event);
    else if (event.type === 'failed') read.push(event.error);
  }
}

/** Text that ends what it stands in, in one protocol or another, and then says something else. */
const hostile = fc.constantFrom(
  `${'é'.repeat(21)}\r\nflush_all\r\n`,
  'k 0 0 1\r\nx\r\nflush_all\r\n',
  'k\r\nflush_all',
  ' 5\r\nflush_all\r\n',
  'OK\r\n$3\r\nGET',
  'big", "byteorder": "little',
  'text/json", "content-length": 0, "x": "',
  'a\n\nb',
  '\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  '\u0000',
);

/** Short enough that some of it is taken: a check that lets too much through is seen only there. */
const brief = fc.string({ unit: fc.constantFrom('a', '1', ':', ',', ' ', '\r', '\n', '\u0000', 'é'), maxLength: 4 });

const anything = fc.oneof(
  anyValue,
  brief.map((value) => ({ value })),
  hostile.map((value) => ({ value })),
  hostile.map((text) => ({ value: [text] })),
  hostile.map((text) => ({ value: { toString: () => text } })),
  hostile.map((text) => ({ value: Buffer.from(text) })),
);

interface Boxed {
  readonly value: unknown;
}

/** A message in which one part, or several, is something else. */
const spoilt = (message: object): fc.Arbitrary<Boxed> =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(message)), anything, { minKeys: 1, noNullPrototype: true })
    .map((parts) => ({
      value: {
        ...message,
        ...Object.fromEntries(Object.entries(parts).map(([name, { value }]) => [name, value])),
      },
    }));

const put = {
  type: 'set',
  key: 'k',
  value: Buffer.from('v'),
  flags: 0,
  exptime: 0,
  cas: undefined,
  quiet: false,
  tag: undefined,
};
const delta = {
  type: 'increment',
  key: 'k',
  delta: 1n,
  initial: undefined,
  exptime: 0,
  cas: undefined,
  quiet: false,
  tag: undefined,
};
const json = {
  kind: 'json',
  contentType: 'text/json',
  contentEncoding: 'utf-8',
  byteorder: 'little',
  content: { a: 1 },
};
const binary = {
  kind: 'binary',
  contentType: 'x/y',
  contentEncoding: 'binary',
  byteorder: 'big',
  content: Buffer.from('abc'),
};

const anys = fc.array(anything, { maxLength: 3 }).map((boxes) => boxes.map(({ value }) => value));
const zeros = (bytes: Uint8Array) => bytes.fill(0);

const ofModbus = (...messages: readonly object[]) =>
  fc.oneof(
    ...messages.map((message) => spoilt({ transaction: 1, unit: 1, ...message })),
    fc
      .tuple(fc.constantFrom(...messages), anys)
      .map(([message, values]) => ({ value: { transaction: 1, unit: 1, ...message, values } })),
  );

const cases: readonly [name: string, client: AnyProtocol, server: AnyProtocol, message: fc.Arbitrary<Boxed>][] = [
  ...(['text', 'binary'] as const).map((speaks): [string, AnyProtocol, AnyProtocol, fc.Arbitrary<Boxed>] => [
    `memcached, ${speaks}`,
    memcached.client({ speaks }),
    memcached.server(),
    fc.oneof(
      spoilt(put),
      spoilt({ ...put, cas: 5n }),
      spoilt(delta),
      spoilt({ type: 'get', keys: ['k'], cas: false, exptime: undefined, quiet: false, tag: undefined }),
      anything.map(({ value }) => ({
        value: { type: 'get', keys: [value], cas: false, exptime: undefined, quiet: false, tag: undefined },
      })),
      spoilt({ type: 'stats', group: 'items', quiet: false, tag: undefined }),
      spoilt({ type: 'flush', exptime: 0, quiet: false, tag: undefined }),
    ),
  ]),
  [
    'RESP requests',
    respClient(),
    respServer(),
    fc.oneof(
      fc.array(anything).map((parts) => ({ value: parts.map(({ value }) => value) })),
      anything,
    ),
  ],
  ['json-header', jsonHeader(), jsonHeader(), fc.oneof(spoilt(json), spoilt(binary))],
  ['lines', lines(), lines(), anything],
  ['delimited', delimited('\r\n'), delimited('\r\n'), anything],
  ['length-prefixed', lengthPrefixed({ width: 2 }), lengthPrefixed({ width: 2 }), anything],
  ['fixed length', fixedLength(4), fixedLength(4), anything],
  ['netstring', netstring(), netstring(), anything],
  ['varint-prefixed', varintPrefixed(), varintPrefixed(), anything],
  ['decimal-prefixed', decimalPrefixed(), decimalPrefixed(), anything],
  ['WebSocket', frames({ role: 'client', random: zeros }), frames({ role: 'server' }), anything],
  [
    'modbus',
    modbusClient(),
    modbusServer(),
    ofModbus(
      { function: 'read-holding-registers', address: 0, quantity: 1 },
      { function: 'write-coils', address: 0, values: [true] },
      { function: 'write-registers', address: 0, values: [1] },
      { function: 'read-write-registers', address: 0, quantity: 1, writeAddress: 0, values: [1] },
      { function: 'mask-write-register', address: 0, and: 0, or: 1 },
      { function: 'other', code: 99, data: Buffer.from('a') },
    ),
  ],
];

describe.each(cases)('%s', (_, client, server, message) => {
  test('one message is read as one message, or is refused', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), (messages) => {
        const sender = opened(client, 'client');
        const reader = opened(server, 'server');
        for (const { value: one } of messages) {
          const pieces = bytesOf(sender, one);
          const read = readBy(reader, pieces);
          const quits = (read[0] as { type?: string } | undefined)?.type === 'quit';
          if (pieces.length === 0) expect(read).toEqual([]);
          else if (!quits) expect(read.length).toBeLessThanOrEqual(manyKeys(one) ? 300 : 1);
          // What it began is over: nothing is left to be read with the next one.
          expect(reader.failure?.code).toBeUndefined();
        }
      }),
    );
  });
});

const to = { type: 'get', keys: ['k'], cas: true, exptime: undefined, quiet: false, tag: undefined };
const item = { key: 'k', value: Buffer.from('v'), flags: 0, cas: 1n };
const values = { type: 'values', items: [item], more: false };
const reply: fc.Arbitrary<Boxed> = fc.oneof(
  spoilt(values),
  spoilt(item).map(({ value }) => ({ value: { ...values, items: [value] } })),
  spoilt({ type: 'number', value: 1n, cas: 1n }),
  spoilt({ type: 'version', version: '1' }),
  spoilt({ type: 'error', kind: 'client', text: 'no', status: 4 }),
  anything,
);

const answers: readonly [name: string, AnyProtocol, AnyProtocol, asked: Uint8Array, fc.Arbitrary<Boxed>][] = [
  [
    'memcached, text',
    memcached.server(),
    memcached.client({ speaks: 'text' }),
    Buffer.from('get k\r\n'),
    reply.map(({ value }) => ({ value: { to, reply: value } })),
  ],
  [
    'memcached, binary',
    memcached.server(),
    memcached.client({ speaks: 'binary' }),
    Uint8Array.from([0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0x6b]),
    reply.map(({ value }) => ({ value: { to: { ...to, tag: { opcode: 0, opaque: 7 } }, reply: value } })),
  ],
  [
    'modbus',
    modbusServer(),
    modbusClient(),
    Uint8Array.of(),
    ofModbus(
      { function: 'read-holding-registers', values: [1] },
      { function: 'read-coils', values: [true] },
      { function: 'write-coil', address: 0, value: true },
      { function: 'read-coils', exception: 'illegal-function' },
      { function: 'other', code: 99, data: Buffer.from('a') },
    ),
  ],
  ['event stream', eventStream(), eventStream(), Uint8Array.of(), spoilt({ type: 't', data: 'a\nb', id: '1' })],
  ['WebSocket', frames({ role: 'server' }), frames({ role: 'client', random: zeros }), Uint8Array.of(), anything],
];

describe.each(answers)('a server of %s', (_, server, client, asked, message) => {
  test('one reply is read as one reply, or is refused', () => {
    fc.assert(
      fc.property(message, ({ value }) => {
        const sender = opened(server, 'server');
        readBy(sender, [asked]);
        const reader = opened(client, 'client');
        const pieces = bytesOf(sender, value);
        expect(readBy(reader, pieces).length).toBeLessThanOrEqual(pieces.length === 0 ? 0 : 1);
        expect(reader.failure?.message).toBeUndefined();
      }),
    );
  });
});

test.each([
  ['STORED', { type: 'number', value: 'STORED', cas: undefined }],
  ['nothing', { type: 'number', value: '', cas: undefined }],
  ['two words for a name', { type: 'stats', entries: [['a b', 'c']] }],
  ['an object for a text', { type: 'version', version: { toString: () => '1' } }],
])('memcached: a reply with %s where something else belongs is refused', (_, wrong) => {
  const sender = opened(memcached.server(), 'server');
  readBy(sender, [Buffer.from('stats\r\n')]);
  expect(() => sender.send({ to: { ...to, type: 'stats', group: '' }, reply: wrong }, 0)).toThrow(
    expect.objectContaining({ code: 'encode-failed' }),
  );
});

/** Several keys are several requests in the binary protocol. */
const manyKeys = (message: unknown) => Number((message as { keys?: { length?: number } }).keys?.length) > 1;

test('memcached: text for bytes is refused, whatever its length would be', () => {
  const sender = opened(memcached.client(), 'client');
  const value = `${'é'.repeat(2100)}\r\nflush_all\r\n`;
  expect(() => sender.send({ ...put, value }, 0)).toThrow('bytes are a Uint8Array');
  expect(sender.pollTransmit()).toBeUndefined();
});

test('RESP replies: one value is read as one value, or is refused', () => {
  const value: fc.Arbitrary<Boxed> = fc.oneof(
    anything,
    fc.array(anything, { maxLength: 3 }).map((items) => ({ value: items.map(({ value }) => value) })),
    anything.map(({ value }) => ({ value: new ErrorReply(value as string) })),
    anything.map(({ value }) => ({ value: new Double(value as number) })),
    anything.map(({ value }) => ({ value: new Verbatim('txt', value as Uint8Array) })),
    anything.map(({ value }) => ({ value: new Verbatim(value as string, Buffer.from('x')) })),
    anything.map(({ value }) => ({ value: new Push([value as string]) })),
  );
  fc.assert(
    fc.property(value, ({ value: one }) => {
      const sender = opened(respServer(), 'server');
      const reader = opened(respClient({ bulk: 'bytes' } as never), 'client');
      const pieces = bytesOf(sender, one);
      expect(readBy(reader, pieces)).toHaveLength(pieces.length === 0 ? 0 : 1);
      expect(reader.failure).toBeUndefined();
    }),
  );
});

describe('WebSocket', () => {
  const options = { url: 'ws://host/chat', random: (bytes: Uint8Array) => bytes.fill(7) };
  /** Heads that the request is, as a server would find them. */
  const headsOf = (changed: object): string[] => {
    let pieces: readonly Uint8Array[] | symbol | undefined | string;
    try {
      pieces = opened(webSocket.client({ ...options, ...changed } as never), 'client').pollTransmit();
    } catch {
      return [];
    }
    return Array.isArray(pieces) ? Buffer.concat(pieces).toString('latin1').split('\r\n\r\n').slice(0, -1) : [];
  };

  test('no name, URL or field makes a second request, or another field', () => {
    const fieldsOf = (text: string) => text.split('\r\n').length;
    const usual = fieldsOf(headsOf({})[0] as string);
    fc.assert(
      fc.property(fc.constantFrom('url', 'protocol', 'name', 'value'), anything, (place, { value }) => {
        const heads = headsOf(
          place === 'url'
            ? { url: `ws://host/${String(typeof value === 'string' ? value : '')}` }
            : place === 'protocol'
              ? { protocols: [value] }
              : { fields: [place === 'name' ? [value, 'x'] : ['x', value]] },
        );
        expect(heads.length).toBeLessThanOrEqual(1);
        if (heads[0] !== undefined) expect(fieldsOf(heads[0])).toBeLessThanOrEqual(place === 'url' ? usual : usual + 1);
      }),
    );
  });

  test.each([
    ['Host', 'elsewhere'],
    ['connection', 'close'],
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
    ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
  ])('a field %s of the application is refused', (name, value) => {
    expect(headsOf({ fields: [[name, value]] })).toEqual([]);
  });
});

test('PROXY: an address or a field that is none is refused', () => {
  const ip = { kind: 'ip', host: '10.0.0.1', family: 4, port: 80 };
  const address = fc.oneof(fc.constant<Boxed>({ value: ip }), spoilt(ip));
  const line = /^PROXY (?:UNKNOWN|TCP[46] [0-9a-f.:]+ [0-9a-f.:]+ \d+ \d+)\r\n$/;
  fc.assert(
    fc.property(address, address, ({ value: source }, { value: destination }) => {
      for (const version of [1, 2] as const) {
        let bytes: Uint8Array;
        try {
          bytes = encodeProxyHeader({ version, source, destination } as never);
        } catch {
          continue;
        }
        if (version === 1) expect(Buffer.from(bytes).toString('latin1')).toMatch(line);
        else expect(bytes.length).toBe(16 + Buffer.from(bytes).readUInt16BE(14));
      }
    }),
    // Few of them spoil so little that anything is written.
    { numRuns: 1_000 },
  );
});

test('raw: what is not bytes is refused, and other connections are as they were', () => {
  const bystander = opened(raw(), 'server');
  fc.assert(
    fc.property(anyValue, ({ value }) => {
      bytesOf(opened(raw(), 'server'), value);
      bystander.send(Buffer.from('well'), 0);
      expect(Buffer.concat(bystander.pollTransmit() as Uint8Array[]).toString()).toBe('well');
    }),
  );
  for (const wrong of [5, {}, new ArrayBuffer(4), 'text']) {
    expect(() => opened(raw(), 'server').send(wrong, 0)).toThrow(expect.objectContaining({ code: 'encode-failed' }));
  }
});
