/** What an inspector is told of the parts of a frame: they add up to it, and are called as the specification calls them. */
import { type AnyProtocol, encodeUtf8, type Role } from '@wirechart/core';
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
  varintPrefixed,
} from '../src/framing/index.js';
import { binary, json, jsonHeader } from '../src/json-header/index.js';
import { withJsonRpcFields } from '../src/json-rpc/index.js';
import { type Command, get, memcached, set } from '../src/memcached/index.js';
import { modbusClient, modbusServer } from '../src/modbus/index.js';
import { proxied, withProxyHeader } from '../src/proxy/index.js';
import { respClient, respServer } from '../src/resp/index.js';
import { mail, noop, other, rcpt } from '../src/smtp/index.js';
import { sessionProtocol } from '../src/smtp/protocol.js';
import { close, frames, ping, webSocket } from '../src/websocket/index.js';
import { frame as jsonFrame } from './json-header/frames.js';
import { anyCommand } from './memcached/support/arbitraries.js';
import { answerTo } from './memcached/support/contract-kit.js';
import { latin1, packet } from './memcached/support/wire.js';
import { requests } from './resp/support/requests.js';
import { values } from './resp/support/values.js';
import { arrived, client, type NamedFrame, sent, server, told } from './support/named.js';
import { closePayload, fixed, fromClient, fromServer, request, response } from './websocket/support/wire.js';

interface Talk {
  readonly writer: AnyProtocol;
  readonly role: Role;
  readonly messages: fc.Arbitrary<unknown>;
  /** The other side; undefined where what arrives there is looked at elsewhere. */
  readonly reader?: AnyProtocol;
}

const bytes = fc.uint8Array({ maxLength: 300 });
const line = fc.string({ unit: fc.constantFrom('a', '\r', ' ', 'é', ':'), maxLength: 40 });
const alike = (protocol: unknown, messages: fc.Arbitrary<unknown>, role: Role = 'client'): Talk => ({
  writer: protocol as AnyProtocol,
  role,
  messages,
  reader: protocol as AnyProtocol,
});
const between = (writer: unknown, reader: unknown, messages: fc.Arbitrary<unknown>, role: Role = 'client'): Talk => ({
  writer: writer as AnyProtocol,
  role,
  messages,
  reader: reader as AnyProtocol,
});
const answers = (speaks: 'text' | 'binary') =>
  anyCommand(speaks)
    .map((command) => answerTo({ ...command, tag: { opcode: OPCODES[command.type] ?? 1, opaque: 7 } } as Command)[0])
    .filter((answer) => answer !== undefined);
/** Of commands whose answers have a form of their own. */
const OPCODES: Readonly<Record<string, number>> = { get: 0, version: 0x0b, stats: 0x10, increment: 5, decrement: 6 };
const webSocketMessages = fc.oneof(
  fc.string(),
  bytes,
  fc.constantFrom('x'.repeat(200), new Uint8Array(70_000), ping(encodeUtf8('p')), ping()),
);

const talks: Readonly<Record<string, Talk>> = {
  'json-header': alike(
    jsonHeader(),
    fc.oneof(
      fc.jsonValue().map(json),
      bytes.map((one) => binary(one, 'x/y')),
    ),
  ),
  'length-prefixed': alike(lengthPrefixed({ width: 3 }), bytes),
  'length-prefixed, little-endian, after a header': alike(
    lengthPrefixed({ width: 2, offset: 3, littleEndian: true, adjustment: -5 }),
    bytes,
  ),
  varint: alike(varintPrefixed(), bytes),
  decimal: alike(decimalPrefixed(), bytes),
  netstring: alike(netstring(), bytes),
  typed: alike(typed({ 1: 3, 2: 0 }), fc.constantFrom(Uint8Array.of(1, 7, 8, 9), Uint8Array.of(2))),
  'fixed length': alike(fixedLength(3), fc.uint8Array({ minLength: 3, maxLength: 3 })),
  delimited: alike(
    delimited('aab'),
    fc
      .string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 })
      .filter((text) => !text.includes('aab'))
      .map(encodeUtf8),
  ),
  lines: alike(lines(), line),
  'lines of CRLF': alike(lines({ ending: '\r\n' }), line),
  'lines that a CR ends': alike(
    lines({ loneCr: true, ending: '\r' }),
    line.map((text) => text.replaceAll('\r', '')),
  ),
  'JSON-RPC, lines of it': alike(
    withJsonRpcFields(lines()),
    fc.oneof(
      line,
      fc.json().filter((text) => !text.includes('\n')),
      fc.jsonValue().map((params) => JSON.stringify({ jsonrpc: '2.0', method: '"}', params, id: 1 })),
      fc
        .jsonValue()
        .map((data) => JSON.stringify([{ id: 1, error: { code: -32_000, message: '\\', data } }, { id: 2 }])),
    ),
  ),
  'event stream': alike(
    eventStream(),
    fc.record({ data: line, type: fc.constantFrom('x', ': y'), id: fc.constant('7') }),
  ),
  'RESP requests': between(respClient(), respServer(), requests()),
  'RESP replies': between(respServer(), respClient(), values(), 'server'),
  'memcached commands, text': between(
    memcached.client({ speaks: 'text' }),
    memcached.server({ speaks: 'text' }),
    anyCommand('text'),
  ),
  'memcached commands, binary': between(
    memcached.client({ speaks: 'binary' }),
    memcached.server({ speaks: 'binary' }),
    anyCommand('binary'),
  ),
  'memcached answers, text': {
    writer: memcached.server({ speaks: 'text' }),
    role: 'server',
    messages: answers('text'),
  },
  'memcached answers, binary': {
    writer: memcached.server({ speaks: 'binary' }),
    role: 'server',
    messages: answers('binary'),
  },
  'WebSocket, from a client': between(
    frames({ role: 'client', random: fixed }, { frameBytes: 130 }),
    frames({ role: 'server' }),
    webSocketMessages,
  ),
  'WebSocket, from a server': between(
    frames({ role: 'server' }),
    frames({ role: 'client', random: fixed }),
    webSocketMessages,
    'server',
  ),
  'Modbus requests': between(
    modbusClient(),
    modbusServer(),
    fc.constantFrom(
      { function: 'read-holding-registers', unit: 1, address: 0, quantity: 10 },
      { function: 'write-coil', unit: 2, address: 7, value: true },
    ),
  ),
  'SMTP commands': {
    writer: sessionProtocol(),
    role: 'client',
    messages: fc.constantFrom(mail('a@b.test', { size: 7 }), rcpt('b@b.test'), noop(), other('VRFY x y')),
  },
};

/** Of a frame, how many bytes its fields have. */
const sum = ({ fields }: Pick<NamedFrame, 'fields'>): number => fields.reduce((total, { length }) => total + length, 0);

describe.each(Object.entries(talks))('%s', (_name, { writer, role, messages, reader }) => {
  test('the fields of each frame add up to it, and are the same on both sides', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const out = sent(writer, role, [message]);
        for (const frame of out) expect(sum(frame)).toBe(frame.length);
        if (reader === undefined) return;
        const read = arrived(reader, role === 'client' ? 'server' : 'client', (out[0] as NamedFrame).bytes);
        for (const frame of read) expect(sum(frame)).toBe(frame.length);
        expect(told(read)).toEqual(told(out));
      }),
      { numRuns: 60 },
    );
  });

  test('of any bytes the fields are no more than the frame, however little of it is kept', () => {
    const protocol = writer;
    const events = fc.constantFrom('send', 'header', 'body', 'frame', 'line', 'data', 'reply', 'request', 'message');
    const pieces = fc.oneof(
      bytes,
      line.map(encodeUtf8),
      fc.constantFrom(...['\r\n', '*', '$5', 'VALUE k 0 9', '{"id":', '"', '[', '}'].map(encodeUtf8)),
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.nat(99), events, fc.boolean(), (some, missing, event, isRead) => {
        const kept = new Uint8Array(Buffer.concat(some));
        const length = kept.length + missing;
        const half = isRead ? 'read' : 'write';
        const previous = { event: 'header', bytes: kept };
        const fields = protocol.fields?.({ half, role, event, bytes: kept, length, previous }) ?? [];
        expect(fields.every((field) => Number.isInteger(field.length) && field.length > 0)).toBe(true);
        expect(sum({ fields })).toBeLessThanOrEqual(length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the names are those of the specification', () => {
  test('json-header', () => {
    const [length, header, content] = server(jsonHeader(), jsonFrame({}, '[1]'));
    expect(length).toMatch(/^header length=/);
    expect(header).toMatch(/^JSON header={"byteorder"/);
    expect(content).toBe('content=[1]');
  });

  test('framings', () => {
    expect(server(netstring(), '3:abc,')).toEqual(['length=3', 'separator=:', 'body=abc', 'terminator=,']);
    expect(server(lengthPrefixed({ width: 1, offset: 1 }), 'T\x02ab')).toEqual(['header=T', 'length=\x02', 'body=ab']);
    expect(server(lines(), 'a b\r\n')).toEqual(['line=a b', 'line end=\r\n']);
    expect(server(delimited('||'), 'a|b||')).toEqual(['message=a|b', 'delimiter=||']);
    expect(client(eventStream(), 'id: 7\n:x\n')).toEqual(
      ['field=id', 'colon=:', 'space= ', 'value=7', 'line end=\n'].concat(['colon=:', 'comment=x', 'line end=\n']),
    );
  });

  test('RESP', () => {
    const bulk = (length: number) => ['type=$', `bulk string length=${length}`, 'line end=\r\n'];
    expect(server(respServer(), '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n')).toEqual(
      ['type=*', 'array length=2', 'line end=\r\n', ...bulk(3), 'command=GET', 'line end=\r\n'].concat([
        ...bulk(1),
        'argument=k',
        'line end=\r\n',
      ]),
    );
    expect(server(respServer(), 'ECHO x\r\n')).toEqual(['command=ECHO', 'space= ', 'argument=x', 'line end=\r\n']);
    expect(client(respClient(), '-ERR no\r\n')).toEqual(['type=-', 'simple error=ERR no', 'line end=\r\n']);
    expect(client(respClient(), '=5\r\ntxt:x\r\n').slice(3)).toEqual([
      'encoding=txt',
      'colon=:',
      'verbatim string=x',
      'line end=\r\n',
    ]);
  });

  test('memcached, text', () => {
    const named = server(memcached.server({ speaks: 'text' }), 'set k 5 60 2 noreply\r\nhi\r\n');
    expect(named.filter((one) => !one.startsWith('space'))).toEqual(
      ['command=set', 'key=k', 'flags=5', 'exptime=60', 'bytes=2', 'noreply=noreply', 'line end=\r\n'].concat([
        'data block=hi',
        'line end=\r\n',
      ]),
    );
    const [got] = sent(memcached.client({ speaks: 'text' }) as AnyProtocol, 'client', [get(['a', 'b'])]);
    expect(told([got as NamedFrame])).toEqual(['command=get', 'space= ', 'key=a', 'space= ', 'key=b', 'line end=\r\n']);
    expect(client(memcached.client({ speaks: 'text' }), 'SERVER_ERROR out of memory\r\n')).toEqual([
      'reply=SERVER_ERROR',
      'space= ',
      'error string=out of memory',
      'line end=\r\n',
    ]);
  });

  test('memcached, binary', () => {
    const [out] = sent(memcached.client({ speaks: 'binary' }) as AnyProtocol, 'client', [set('key', encodeUtf8('v'))]);
    expect(out?.fields.map(({ name, length }) => `${name} ${length}`)).toEqual(
      [
        'magic 1',
        'opcode 1',
        'key length 2',
        'extras length 1',
        'data type 1',
        'vbucket id 2',
        'total body length 4',
      ].concat(['opaque 4', 'CAS 8', 'extras 8', 'key 3', 'value 1']),
    );
    const reply = packet({ magic: 0x81, opcode: 0, extras: new Uint8Array(4), value: encodeUtf8('v') });
    const named = client(memcached.client({ speaks: 'binary' }), reply);
    expect(named).toContain('status=\0\0');
    expect(named.slice(-2)).toEqual(['extras=\0\0\0\0', 'value=v']);
  });

  test('WebSocket frames', () => {
    const serving = frames({ role: 'server' });
    const head = ['FIN, RSV1-3, opcode', 'MASK, payload length'];
    const namesOf = (named: readonly string[]) => named.map((one) => one.slice(0, one.indexOf('=')));
    expect(namesOf(server(serving, fromClient(1, 'hi')))).toEqual([...head, 'masking key', 'payload data, masked']);
    const [, , extended, key] = server(serving, fromClient(2, new Uint8Array(300)));
    expect([extended, key]).toEqual(['extended payload length=\x01,', 'masking key=7\xfa!=']);
    expect(server(serving, fromClient(2, new Uint8Array(70_000)))[2]).toBe(
      'extended payload length=\0\0\0\0\0\x01\x11\x70',
    );
    expect(
      client(frames({ role: 'client', random: fixed }), fromServer(8, closePayload(1000, 'bye'))).slice(2),
    ).toEqual(['status code=\x03\xe8', 'reason=bye']);
    expect(sent(serving as AnyProtocol, 'server', [close(1000, 'bye')])[0]?.fields.at(-1)).toEqual({
      name: 'reason',
      length: 3,
    });
  });

  test('the upgrade to WebSocket', () => {
    const asked = server(webSocket.server(), request());
    expect(asked.slice(0, 6)).toEqual([
      'method=GET',
      'space= ',
      'request target=/chat',
      'space= ',
      'HTTP version=HTTP/1.1',
      'line end=\r\n',
    ]);
    expect(asked[6]).toMatch(/^field name=/);
    expect(asked.at(-1)).toBe('line end=\r\n');
    const answered = client(webSocket.client({ url: 'ws://h/', random: fixed }), response());
    expect(answered).toContain('reason phrase=Switching Protocols');
  });

  test('Modbus', () => {
    const named = server(modbusServer(), Buffer.from('00010000000601030000000a', 'hex'));
    expect(named.map((one) => one.slice(0, one.indexOf('=')))).toEqual([
      'transaction identifier',
      'protocol identifier',
      'length',
      'unit identifier',
      'function code',
      'data',
    ]);
    expect(named.at(-1)).toBe('data=\0\0\0\n');
  });

  test('PROXY', () => {
    const behind = proxied(lines(), { trusted: () => true });
    expect(server(behind, 'PROXY TCP4 192.0.2.1 192.0.2.2 4000 25\r\n').filter((one) => one !== 'space= ')).toEqual([
      'PROXY=PROXY',
      'protocol and family=TCP4',
      'source address=192.0.2.1',
      'destination address=192.0.2.2',
      'source port=4000',
      'destination port=25',
      'line end=\r\n',
    ]);
    const signature = '\r\n\r\n\0\r\nQUIT\n';
    const block = `${signature}\x21\x11\0\x0f\x0a\0\0\x01\x0a\0\0\x02\x10\0\x20\0\x04\0\0`;
    const named = server(behind, block);
    expect(named).toEqual([
      `signature=${signature}`,
      'version and command=\x21',
      'address family and transport=\x11',
      'length=\0\x0f',
      'source address=\x0a\0\0\x01',
      'destination address=\x0a\0\0\x02',
      'source port=\x10\0',
      'destination port=\x20\0',
      'type=\x04',
      'length=\0\0',
    ]);
    const frame = { half: 'write', role: 'client', event: 'send', length: block.length, previous: undefined } as const;
    const fields = withProxyHeader(lines(), {}).fields?.({ ...frame, bytes: latin1(block) });
    expect(fields?.map(({ name }) => name)).toEqual(named.map((one) => one.slice(0, one.indexOf('='))));
  });

  test('SMTP', () => {
    const session = sessionProtocol();
    expect(client(session, '250-first\r\n250 2.1.0 done\r\n')).toEqual([
      'reply code=250',
      'hyphen=-',
      'text=first',
      'line end=\r\n',
      'reply code=250',
      'space= ',
      'enhanced status code=2.1.0',
      'space= ',
      'text=done',
      'line end=\r\n',
    ]);
    const [out] = sent(session as AnyProtocol, 'client', [mail('a@b.test')]);
    expect(told([out as NamedFrame])).toEqual(['command=MAIL FROM:', 'reverse-path=<a@b.test>', 'line end=\r\n']);
  });
});
