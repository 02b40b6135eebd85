/** What headers say, of both versions, and the headers that we write. */
import { type Address, Connection, prepare, type RuntimeName } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../../src/proxy/crc32c.js';
import { encodeProxyHeader, type ProxyHeader, proxied, proxyHeaderOf, withProxyHeader } from '../../src/proxy/index.js';
import { raw } from '../../src/raw/index.js';
import { block, IPV4, LINE, tlv } from './bytes.js';

const protocol = proxied(raw(), { trusted: () => true });
const own = { local: ip('203.0.113.1', 1), remote: ip('203.0.113.2', 2) };

function read(bytes: Uint8Array, runtime: RuntimeName = 'compiled') {
  const connection = new Connection(prepare(protocol, 'server', { runtime }), 0, own);
  connection.receiveData(bytes, 0);
  connection.nextEvent();
  if (connection.failure !== undefined) throw connection.failure;
  return { header: proxyHeaderOf(connection) as ProxyHeader, addresses: connection.addresses };
}

function ip(host: string, port: number): Address {
  return { kind: 'ip', host, port, family: host.includes(':') ? 6 : 4 };
}

const text = (line: string) => Buffer.from(line);
const source = ip('192.0.2.1', 56324);
const destination = ip('198.51.100.7', 443);
const nothingTold = { source: undefined, destination: undefined, transport: undefined, tlvs: [] };

test.each<[text: string, at: number]>([
  ['x', 0],
  ['Proxy ', 1],
  ['PROXY\t', 5],
  ['\r\n\r\nx', 4],
  ['\r\n\r\n\0\r\nQUIX', 10],
])('%j is no header, at byte %d', (beginning, offset) => {
  expect(() => read(text(beginning))).toThrow(expect.objectContaining({ code: 'proxy-missing', offset }));
});

describe('version 1', () => {
  test('an IPv4 connection', () => {
    const { header, addresses } = read(LINE);
    expect(header).toMatchObject({ version: 1, command: 'proxy', transport: 'stream', source, destination, tlvs: [] });
    expect(addresses).toEqual({ remote: source, local: destination });
  });

  test('an IPv6 connection, written as RFC 5952 has it', () => {
    const { header } = read(text('PROXY TCP6 2001:0DB8:0:0::1 ::ffff:192.0.2.9 0 65535\r\n'));
    expect(header.source).toEqual(ip('2001:db8::1', 0));
    expect(header.destination).toEqual(ip('192.0.2.9', 65535));
  });

  test.each(['PROXY UNKNOWN\r\n', 'PROXY UNKNOWN ffff:f:f::1 anything at all\r\n'])(
    '%j leaves the addresses as they are',
    (line) => {
      const { header, addresses } = read(text(line));
      expect(header).toMatchObject({ version: 1, command: 'proxy', ...nothingTold });
      expect(addresses).toEqual(own);
    },
  );

  test.each<[line: string, at: number]>([
    ['PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n', 6],
    ['PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n', 6],
    ['PROXY UNKNOWNS\r\n', 6],
    ['PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n', 6],
    ['PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n', 6],
    ['PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n', 11],
    ['PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n', 11],
    ['PROXY TCP4 2001:db8::1 192.0.2.2 1 2\r\n', 11],
    ['PROXY TCP6 2001:db8::1 192.0.2.2 1 2\r\n', 23],
    ['PROXY TCP4 192.0.2.1 192.0.2.256 1 2\r\n', 21],
    ['PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n', 31],
    ['PROXY TCP4 192.0.2.1 192.0.2.2 1 02\r\n', 33],
    ['PROXY TCP4 192.0.2.1 192.0.2.2 1 +2\r\n', 33],
    ['PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n\r\n', 33],
  ])('%j is refused at byte %d', (line, offset) => {
    expect(() => read(text(line))).toThrow(expect.objectContaining({ code: 'proxy-line-invalid', offset }));
  });

  test('the longest line is taken, and a longer one is not', () => {
    const longest = `PROXY UNKNOWN ${'f'.repeat(107 - 16)}\r\n`;
    expect(longest).toHaveLength(107);
    expect(read(text(longest)).header.version).toBe(1);
    expect(() => read(text(longest.replace('\r', 'f\r')))).toThrow(expect.objectContaining({ code: 'frame-too-long' }));
  });
});

describe('version 2', () => {
  test.each([
    [0x11, 'stream'],
    [0x12, 'datagram'],
  ])('an IPv4 connection, family byte %i', (family, transport) => {
    const { header, addresses } = read(block(0x21, family, IPV4));
    expect(header).toMatchObject({ version: 2, command: 'proxy', transport, source, destination, tlvs: [] });
    expect(addresses).toEqual({ remote: source, local: destination });
  });

  test('an IPv6 connection', () => {
    const hosts = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ...new Array(15).fill(0), 2];
    const { header } = read(block(0x21, 0x21, [...hosts, 0, 1, 0xff, 0xff]));
    expect([header.source, header.destination]).toEqual([ip('2001:db8::1', 1), ip('::2', 65535)]);
  });

  test('a Unix connection: a path, an abstract name, a socket without a name', () => {
    const path = (bytes: string) => [...Buffer.from(bytes), ...new Array(108 - bytes.length).fill(0)];
    const { header } = read(block(0x21, 0x31, [...path('/run/a.sock'), ...path('\0b\0c')]));
    expect(header.source).toEqual({ kind: 'path', path: '/run/a.sock' });
    expect(header.destination).toEqual({ kind: 'path', path: '\0b\0c' });
    const full = read(block(0x21, 0x32, [...path(''), ...new Array(108).fill(0x61)])).header;
    expect(full.source).toEqual({ kind: 'name', name: 'unnamed' });
    expect(full.destination).toEqual({ kind: 'path', path: 'a'.repeat(108) });
  });

  test.each([
    ['local', block(0x20, 0x00, [])],
    ['local', block(0x20, 0x11, IPV4)],
    ['local', block(0x20, 0xff, [1, 2, 3])],
    ['proxy', block(0x21, 0x00, [1, 2, 3])],
  ])('a %s block that tells nothing leaves the addresses as they are', (command, bytes) => {
    const { header, addresses } = read(bytes);
    expect(header).toMatchObject({ version: 2, command, ...nothingTold });
    expect(addresses).toEqual(own);
  });

  test('fields: those that have a name, those that have none, and no padding', () => {
    const { header } = read(
      block(0x21, 0x11, [
        ...IPV4,
        ...tlv(1, 'h2'),
        ...tlv(4, 'padding'),
        ...tlv(2, 'exämple.com'),
        ...tlv(5, [1, 2, 3]),
        ...tlv(0x30, 'blue'),
        ...tlv(0xea, []),
        ...tlv(0xea, [9]),
      ]),
    );
    expect(header).toMatchObject({
      alpn: Uint8Array.from(Buffer.from('h2')),
      authority: 'exämple.com',
      uniqueId: Uint8Array.of(1, 2, 3),
      netns: 'blue',
      tls: undefined,
    });
    expect(header.tlvs.map(({ type }) => type)).toEqual([1, 2, 5, 0x30, 0xea, 0xea]);
    expect(header.tlvs.at(-1)?.value).toEqual(Uint8Array.of(9));
  });

  test.each<[string, number[], object | undefined]>([
    ['without a certificate', [1, 0, 0, 0, 0], { certificate: undefined, verified: false }],
    ['with a good certificate', [3, 0, 0, 0, 0], { certificate: 'connection', verified: true }],
    ['with a bad certificate, earlier in the session', [5, 0, 0, 0, 1], { certificate: 'session', verified: false }],
    ['not in use', [0, 0, 0, 0, 0], undefined],
  ])('TLS %s', (_, start, expected) => {
    const fields = [
      ...tlv(0x21, 'TLSv1.3'),
      ...tlv(0x22, 'Ä'),
      ...tlv(0x23, 'C'),
      ...tlv(0x24, 'S'),
      ...tlv(0x25, 'K'),
    ];
    const { header } = read(block(0x21, 0x11, [...IPV4, ...tlv(0x20, [...start, ...fields, ...tlv(0x99, 'new')])]));
    const named = { version: 'TLSv1.3', commonName: 'Ä', cipher: 'C', signatureAlgorithm: 'S', keyAlgorithm: 'K' };
    expect(header.tls).toEqual(expected === undefined ? undefined : { ...named, ...expected });
  });

  test.each<[name: string, fields: number[], at: number]>([
    ['a type without a length', [0xe0, 0], 28],
    ['a value beyond the end', tlv(0xe0, [1], 2), 28],
    ['a value beyond the end after a good field', [...tlv(0xe0, [1]), ...tlv(0xe1, [], 0xffff)], 32],
    ['a checksum of 3 bytes', tlv(3, [1, 2, 3]), 31],
    ['two checksums', [...tlv(3, [0, 0, 0, 0]), ...tlv(3, [0, 0, 0, 0])], 38],
    ['two authorities', [...tlv(2, 'a'), ...tlv(2, 'b')], 35],
    ['an authority that is not UTF-8', tlv(2, [0xff]), 31],
    ['a unique id of 129 bytes', tlv(5, new Array(129).fill(0)), 31],
    ['TLS in 4 bytes', tlv(0x20, [1, 0, 0, 0]), 31],
    ['TLS with a field beyond its end', tlv(0x20, [1, 0, 0, 0, 0, ...tlv(0x21, 'x', 2)]), 36],
  ])('%s is refused at its place', (_, fields, offset) => {
    expect(() => read(block(0x21, 0x11, [...IPV4, ...fields]))).toThrow(
      expect.objectContaining({ code: 'proxy-tlv-invalid', offset }),
    );
  });

  test('a header at the limit is taken, and one byte more is not', () => {
    const ofLength = (length: number) => block(0x21, 0x11, [...IPV4, ...tlv(0xe0, new Array(length - 31).fill(0))]);
    expect(read(ofLength(4096)).header.tlvs).toHaveLength(1);
    expect(() => read(ofLength(4097))).toThrow(/4097 bytes; limit headerBytes is 4096/);
  });
});

describe('the checksum', () => {
  test.each([
    // RFC 3720, B.4.
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['the usual check', Uint8Array.from(Buffer.from('123456789')), 0xe3069283],
  ])('is CRC-32C: %s', (_, bytes, expected) => {
    expect(crc32c(bytes, 0, bytes.length)).toBe(expected);
  });

  test('is found where any bit is wrong, wherever it stands', () => {
    const fields = [{ type: 0xe0, value: Uint8Array.of(1, 2) }];
    const good = encodeProxyHeader({ source, destination, tlvs: fields, checksum: true });
    expect(read(good).header.tlvs).toHaveLength(2);
    // After the fields that decide where things stand: an error there is found earlier.
    for (let at = 16; at < 28; at++) {
      const bad = good.slice();
      bad[at] = (bad[at] as number) ^ 0x10;
      expect(() => read(bad)).toThrow(expect.objectContaining({ code: 'proxy-checksum-wrong' }));
    }
  });
});

describe('headers that we write are read as they were meant', () => {
  const port = fc.nat(0xffff);
  const v4 = fc.record({ host: fc.ipV4(), port }).map(({ host, port }) => ip(host, port));
  const v6 = fc
    .record({ host: fc.uint8Array({ minLength: 16, maxLength: 16 }), port })
    .map(({ host, port }) => ip(Buffer.from(host).toString('hex').match(/.{4}/g)?.join(':') as string, port));
  const canonical = (address: Address) =>
    address.kind === 'ip' && address.family === 6
      ? { ...address, host: new URL(`http://[${address.host}]`).hostname.slice(1, -1) }
      : address;
  const path = fc
    .string({ minLength: 1, maxLength: 27, unit: 'grapheme' })
    .map((name) => ({ kind: 'path', path: `/${name.replaceAll('\0', '')}` }) as const)
    .filter(({ path }) => Buffer.byteLength(path) <= 108 && !/\p{Surrogate}/u.test(path));
  const tlvs = fc.array(
    fc.record({ type: fc.integer({ min: 0xe0, max: 0xff }), value: fc.uint8Array({ maxLength: 20 }) }),
  );

  test('version 1', () => {
    fc.assert(
      fc.property(
        fc.oneof(v4, v6),
        fc.oneof(v4, v6),
        fc.constantFrom<RuntimeName>('compiled', 'xstate'),
        (from, to, runtime) => {
          const { header } = read(encodeProxyHeader({ version: 1, source: from, destination: to }), runtime);
          expect([header.source, header.destination]).toEqual([canonical(from), canonical(to)]);
        },
      ),
    );
  });

  test('version 2', () => {
    const pair = fc.oneof(fc.tuple(fc.oneof(v4, v6), fc.oneof(v4, v6)), fc.tuple(path, path));
    fc.assert(
      fc.property(
        pair,
        tlvs,
        fc.boolean(),
        fc.constantFrom<RuntimeName>('compiled', 'xstate'),
        ([from, to], given, checksum, runtime) => {
          const bytes = encodeProxyHeader({ source: from, destination: to, tlvs: given, checksum });
          const { header } = read(bytes, runtime);
          expect([header.source, header.destination]).toEqual([canonical(from), canonical(to)]);
          expect(header.tlvs.slice(0, given.length)).toEqual(given);
          expect(header.tlvs).toHaveLength(given.length + (checksum ? 1 : 0));
        },
      ),
    );
  });

  test('as the specification has its example, and for oneself', () => {
    expect(Buffer.from(encodeProxyHeader({ version: 1, source, destination })).toString()).toBe(
      Buffer.from(LINE).toString(),
    );
    expect(encodeProxyHeader({ source, destination })).toEqual(block(0x21, 0x11, IPV4));
    expect(encodeProxyHeader({})).toEqual(block(0x20, 0, []));
    expect(Buffer.from(encodeProxyHeader({ version: 1 })).toString()).toBe('PROXY UNKNOWN\r\n');
  });

  test.each<[string, Parameters<typeof encodeProxyHeader>[0]]>([
    ['a source without a destination', { source }],
    ['an IP address and a path', { source, destination: { kind: 'path', path: '/x' } }],
    [
      'a path of 109 bytes',
      { source: { kind: 'path', path: 'x'.repeat(109) }, destination: { kind: 'path', path: '/x' } },
    ],
    ['a host that is no address', { source: ip('example.com', 1), destination }],
    ['a port that is none', { source: ip('192.0.2.1', 65536), destination }],
    ['a port that is none, in version 1', { version: 1, source: ip('192.0.2.1', -1), destination }],
    ['a host that is no address, in version 1', { version: 1, source: ip('192.0.2.1\r\n', 1), destination }],
    [
      'a path in version 1',
      { version: 1, source: { kind: 'path', path: '/x' }, destination: { kind: 'path', path: '/x' } },
    ],
    ['fields in version 1', { version: 1, tlvs: [{ type: 1, value: new Uint8Array(0) }] }],
    ['a checksum in version 1', { version: 1, checksum: true }],
    ['a version that there is not', { version: 3 as never, source: ip('192.0.2.1', 1), destination }],
    ['a type of two bytes', { tlvs: [{ type: 256, value: new Uint8Array(0) }] }],
    ['more than 65,535 bytes', { tlvs: [{ type: 1, value: new Uint8Array(65_533) }] }],
  ])('%s is refused before anything is connected', (_, header) => {
    expect(() => withProxyHeader(raw(), header)).toThrow(RangeError);
  });
});

describe('a line of TCP6 with one IPv4 address, as nginx writes it', () => {
  const line = text('PROXY TCP6 2001:db8::1 192.0.2.9 4000 80\r\n');

  test('is refused, and the message names the option', () => {
    expect(() => read(line)).toThrow(/mixedFamilies/);
  });

  test('is taken with it', () => {
    const mixed = proxied(raw(), { trusted: () => true, mixedFamilies: true });
    const connection = new Connection(prepare(mixed, 'server'), 0, own);
    connection.receiveData(line, 0);
    connection.nextEvent();
    expect(connection.failure).toBeUndefined();
    expect(connection.addresses).toEqual({ remote: ip('2001:db8::1', 4000), local: ip('192.0.2.9', 80) });
  });
});
