/** Every shipped protocol in each of its roles, with inputs short enough for all of its states to be reached. */
import { type AnyProtocol, encodeUtf8, type Role } from '@wirechart/core';
import type { Input } from '@wirechart/fuzz';
import type { ExploreOptions } from '@wirechart/fuzz/wirechart';
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
} from '@wirechart/protocols/framing';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { jsonRpcReplies } from '@wirechart/protocols/json-rpc';
import { get, memcached } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer, responseTo, type TaggedRequest } from '@wirechart/protocols/modbus';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw, tunnel } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { noop, smtpClient } from '@wirechart/protocols/smtp';
import { byAlpn, overTls } from '@wirechart/protocols/tls';
import { webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';

// biome-ignore lint/suspicious/noExplicitAny: one list of protocols with messages of any type
type Options = Partial<ExploreOptions<any, any>>;
export type Row = readonly [
  name: string,
  role: Role,
  protocol: AnyProtocol,
  inputs: readonly Input[],
  options?: Options,
];

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const headerText = '{"byteorder":"big","content-type":"text/json","content-encoding":"utf-8","content-length":2}';
const request = 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
const upgrade = `${request}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;
const compressing = upgrade.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n');
/** For a key of sixteen zeros. */
const upgraded =
  'HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n\r\n';
const webSocketClient = webSocket.client({ url: 'ws://a/', random: (bytes) => bytes.fill(0) });
/** Fragments of a text with a ping between them, and a close; masked with zeros as a client has to. */
const masked = '01 81 00000000 61  89 80 00000000  80 80 00000000  88 82 00000000 03e8';
const unmasked = '01 01 61  89 00  80 00  88 02 03e8';

const bytes = encodeUtf8('ab');
const back = (message: unknown) => [message];
const ready = (message: unknown) => [responseTo(message as TaggedRequest, { values: [7] })];

const readCoils = (unit: number) => ({ function: 'read-coils', unit, address: 0, quantity: 1 });

const both = (name: string, protocol: AnyProtocol, inputs: readonly Input[], options: Options = {}): Row[] => [
  [name, 'server', protocol, inputs, { replies: back, ...options }],
  [name, 'client', protocol, inputs, options],
];

export const shipped: readonly Row[] = [
  ...both('json-header', jsonHeader(), ['\0\x02{}']),
  ...both('json-header after most of a header', jsonHeader(), ['}{}\0'], {
    prefix: `\0\x5d${headerText.slice(0, -1)}`,
  }),
  ...both('raw', raw(), ['abc'], { pieces: true, sends: [bytes] }),
  ...both('tunnel', tunnel(), ['abc'], { pieces: true, sends: [bytes] }),
  ...both('lines', lines(), ['a\r\n\nb'], { sends: ['x'] }),
  [
    'JSON-RPC in lines',
    'client',
    lines({ replies: jsonRpcReplies }),
    ['}\n{}\n'],
    {
      prefix: '{"id":1,"error":0',
      sends: ['{"id":1}'],
      owns: (request, reply) => JSON.parse(request).id === JSON.parse(reply).id,
    },
  ],
  ...both('event stream', eventStream(), ['id\rdata\n\n'], { sends: [{ data: 'x' }] }),
  ...both('fixed length', fixedLength(2), ['abc'], { sends: [bytes] }),
  ...both('delimited', delimited('\r\n'), ['a\r\r\n'], { sends: [bytes] }),
  ...both('length-prefixed', lengthPrefixed({ width: 2 }), ['\0\x01a\0\0'], { sends: [bytes] }),
  ...both('varint-prefixed', varintPrefixed(), [hex('82 00 61 62 00')], { sends: [bytes] }),
  ...both('decimal-prefixed', decimalPrefixed(), ['1\na0\n', 'x'], { sends: [bytes] }),
  ...both('netstring', netstring(), ['0:,1:ab'], { sends: [bytes] }),
  ...both('typed', typed({ 1: 0, 2: 2 }), ['\x01\x02ab\x01', '\x03']),
  ...both('until close', untilClose(), ['abc']),
  [
    'memcached',
    'server',
    memcached.server(),
    ['get k\r\nset k 0 0 1\r\na\r\n', hex('800a00000000000000000000 000000010000000000000000')],
  ],
  ['memcached', 'client', memcached.client(), ['VALUE k 0 1\r\na\r\nEND\r\n'], { sends: [get('k')] }],
  [
    'memcached, binary',
    'client',
    memcached.client({ speaks: 'binary' }),
    [hex('00000000 000000000000000000')],
    { prefix: hex('8100 0000 04 00 0000 00000005 000000'), sends: [get('k')] },
  ],
  ['resp', 'server', respServer(), ['*1\r\n$1\r\nx\r\nPING\r\n']],
  ['resp', 'client', respClient(), ['*1\r\n$1\r\na\r\n', '>1\r\n+a\r\n'], { sends: [['PING']] }],
  [
    'resp, two requests',
    'client',
    respClient(),
    ['+P\r\n+x\r\n'],
    { sends: [['PING'], ['ECHO', 'x']], owns: ([command], reply) => (command === 'PING') === (reply === 'P') },
  ],
  ['modbus', 'server', modbusServer(), [hex('0001 0000 0006 01 03 0000 0001')], { replies: ready }],
  [
    'modbus',
    'client',
    modbusClient(),
    [hex('0000 0000 0005 01 03 02 0007'), hex('0000 0000 0003 01 83 02')],
    { sends: [{ function: 'read-holding-registers', unit: 1, address: 0, quantity: 1 }] },
  ],
  [
    'modbus, replies swapped',
    'client',
    modbusClient(),
    [hex('00 0000 0000 0004 02 01 01 00')],
    {
      prefix: hex('0001 0000 0004 01 01 01'),
      sends: [readCoils(2), readCoils(1)],
      owns: (request, reply) => request.unit === reply.unit,
    },
  ],
  [
    'SMTP, after STARTTLS',
    'client',
    smtpClient({ name: 'a' }),
    ['\n250 \r\n'],
    { prefix: '220 \r\n250-x\r\n250 STARTTLS\r\n220 \r', sends: [noop()] },
  ],
  [
    'PROXY, then netstring',
    'server',
    proxied(netstring(), { trusted: () => true }),
    ['PROXY UNKNOWN\r\n1:a,'],
    { replies: back },
  ],
  [
    'PROXY, binary, then netstring',
    'server',
    proxied(netstring(), { trusted: () => true }),
    [Buffer.concat([hex('20 00 0000'), Buffer.from('1:a,')])],
    { prefix: hex('0d0a0d0a 000d0a51 5549540a'), replies: back },
  ],
  ['PROXY, then netstring', 'client', withProxyHeader(netstring(), {}), ['1:a,'], { sends: [bytes] }],
  ['TLS, then lines', 'server', overTls(lines(), { leftovers: 'keep' }), ['a\r\nb'], { replies: back, sends: ['x'] }],
  ['TLS, then lines', 'client', overTls(lines()), ['a\r\nb'], { sends: ['x'] }],
  ...both('by ALPN, then lines', byAlpn({ other: raw() }, { otherwise: lines() }), ['a\r\n'], {
    tls: true,
    sends: ['x'],
  }),
  ['WebSocket, its upgrade', 'server', webSocket.server(), [upgrade.slice(-8)], { prefix: upgrade.slice(0, -8) }],
  ['WebSocket after its upgrade', 'server', webSocket.server(), [hex(masked)], { prefix: upgrade, replies: back }],
  [
    'WebSocket, compressed',
    'server',
    webSocket.server({ compression: permessageDeflate() }),
    [hex('00 4a 04 00')],
    { prefix: Buffer.concat([Buffer.from(compressing), hex('c1 83 000000')]), replies: back },
  ],
  [
    'WebSocket, its upgrade',
    'client',
    webSocketClient,
    [upgraded.slice(-8)],
    { prefix: upgraded.slice(0, -8), sends: ['x'] },
  ],
  ['WebSocket after its upgrade', 'client', webSocketClient, [hex(unmasked)], { prefix: upgraded, sends: ['x'] }],
];
