/** The shipped protocols, in each of their roles. What goes over TLS is a campaign of its own. */
import { createHash } from 'node:crypto';
import { encoded } from '@wirechart/contract';
import { encodeUtf8, type Protocol, type Role } from '@wirechart/core';
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
import { binary, json, jsonHeader } from '@wirechart/protocols/json-header';
import { jsonRpcReplies } from '@wirechart/protocols/json-rpc';
import { memcached, set } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer, responseTo, type TaggedRequest } from '@wirechart/protocols/modbus';
import { encodeProxyHeader, proxied } from '@wirechart/protocols/proxy';
import { raw, tunnel } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { authLogin, data, mail, other, quit, rcpt, smtpClient } from '@wirechart/protocols/smtp';
import { frames, type WebSocketMessage, webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { jsonRpcAnswer } from '../json-rpc-server.js';
import type { ByteSubject } from './subject.js';

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const echo = (message: unknown) => message;

/** A protocol both of whose sides speak alike. */
function symmetric<T>(
  family: string,
  name: string,
  protocol: Protocol<T, T>,
  messages: readonly T[],
  more: readonly Uint8Array[] = [],
): ByteSubject[] {
  const corpus = [
    encoded(protocol, 'client', messages),
    ...messages.map((one) => encoded(protocol, 'client', [one])),
    ...more,
  ];
  return [
    subject({ family, name, role: 'server', protocol, corpus, reply: echo }),
    subject({ family, name, role: 'client', protocol, corpus, requests: messages.slice(0, 1) }),
  ];
}

const streaming = (subjects: readonly ByteSubject[]) => subjects.map((one) => ({ ...one, streams: true }));

function subject<TIn, TOut>(given: {
  readonly family: string;
  readonly name: string;
  readonly role: Role;
  readonly protocol: Protocol<TIn, TOut>;
  readonly before?: Uint8Array;
  readonly corpus: readonly Uint8Array[];
  readonly reply?: (message: TIn) => unknown;
  readonly requests?: readonly TOut[];
}): ByteSubject {
  return given as unknown as ByteSubject;
}

const bytes = [encodeUtf8('hello'), encodeUtf8(''), encodeUtf8('two words, ä and 🐰'), new Uint8Array(300).fill(7)];
const texts = ['hello', '', 'two words, ä and 🐰', 'x'.repeat(300)];

const KEY = 'AAAAAAAAAAAAAAAAAAAAAA==';
/** Nothing is random here. */
const zeros = (bytes: Uint8Array) => bytes.fill(0);
const accept = createHash('sha1').update(`${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
const DEFLATE = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';
const upgrade = (more = '') =>
  latin1(
    `GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\n` +
      `Sec-WebSocket-Version: 13\r\n${more}\r\n`,
  );
const upgraded = (more = '') =>
  latin1(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${more}\r\n`,
  );
const said: WebSocketMessage[] = ['hello', '', '🐰', new Uint8Array(130), 'x'.repeat(70)];
const fromClient = encoded(frames({ role: 'client', random: zeros }), 'client', said);
const fromServer = encoded(frames({ role: 'server' }), 'server', said);
/** `Hello` as RFC 7692 has it (7.2.3.1), a ping, a fragmented text and a close, with or without a mask of zeros. */
const special = (masked: boolean) => {
  const mask = masked ? [0, 0, 0, 0] : [];
  const frame = (first: number, payload: readonly number[]) => [
    first,
    (masked ? 0x80 : 0) | payload.length,
    ...mask,
    ...payload,
  ];
  return Uint8Array.from([
    ...frame(0xc1, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]),
    ...frame(0x89, [1, 2]),
    ...frame(0x01, [0x61]),
    ...frame(0x80, [0x62]),
    ...frame(0x88, [0x03, 0xe8]),
  ]);
};
const compression = permessageDeflate({ threshold: 8 });

const ask: TaggedRequest = { transaction: 0, unit: 1, function: 'read-holding-registers', address: 107, quantity: 3 };
const write: TaggedRequest = {
  transaction: 1,
  unit: 1,
  function: 'write-coils',
  address: 19,
  values: [true, false, true],
};

const key = encodeUtf8('key');
const packet = (magic: number, opcode: number, extras: readonly number[], value: readonly number[], withKey = true) => {
  const head = new Uint8Array(24);
  const view = new DataView(head.buffer);
  view.setUint8(0, magic);
  view.setUint8(1, opcode);
  view.setUint16(2, withKey ? key.length : 0);
  view.setUint8(4, extras.length);
  view.setUint32(8, extras.length + (withKey ? key.length : 0) + value.length);
  return joined(head, Uint8Array.from(extras), withKey ? key : new Uint8Array(0), Uint8Array.from(value));
};

const RESP_REPLIES = [
  '+OK\r\n:12\r\n$5\r\nhello\r\n$-1\r\n*2\r\n$1\r\na\r\n:1\r\n-ERR no\r\n',
  '%2\r\n+a\r\n:1\r\n+b\r\n,1.5\r\n~2\r\n#t\r\n#f\r\n_\r\n(12345678901234567890\r\n=7\r\ntxt:abc\r\n!3\r\nERR\r\n',
  '>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n|1\r\n+k\r\n+v\r\n+OK\r\n$?\r\n;3\r\nabc\r\n;0\r\n*?\r\n:1\r\n.\r\n',
].map(latin1);

export const byteSubjects: readonly ByteSubject[] = [
  ...symmetric('json-header', 'json-header', jsonHeader(), [
    json({ action: 'search', value: 'ä🐰' }),
    binary(new Uint8Array(5)),
    json([1, 'x'], 'utf-16'),
  ]),
  ...streaming(
    symmetric(
      'raw',
      'raw',
      raw(),
      bytes.filter(({ length }) => length > 0),
    ),
  ),
  ...streaming(
    symmetric(
      'raw',
      'tunnel',
      tunnel(),
      bytes.filter(({ length }) => length > 0),
    ),
  ),
  ...symmetric('framing', 'lines', lines(), texts),
  ...symmetric('framing', 'lines that end with any of three', lines({ loneCr: true }), texts, [
    latin1('a\rb\r\nc\n\r\r\n'),
  ]),
  ...symmetric('framing', 'lines, discarding', lines({ oversize: 'discard' }), texts, [
    latin1(`${'x'.repeat(3_900)}\n`),
  ]),
  ...symmetric('framing', 'delimited', delimited('\r\n'), bytes),
  ...symmetric('framing', 'fixed length', fixedLength(5), [bytes[0] as Uint8Array, encodeUtf8('other')]),
  ...symmetric('framing', 'length-prefixed', lengthPrefixed({ width: 4 }), bytes),
  ...symmetric('framing', 'length-prefixed, discarding', lengthPrefixed({ width: 2, oversize: 'discard' }), bytes, [
    joined(Uint8Array.of(0x11, 0), new Uint8Array(3_000)),
  ]),
  ...symmetric('framing', 'netstring', netstring(), bytes),
  ...symmetric('framing', 'varint-prefixed', varintPrefixed(), bytes),
  ...symmetric('framing', 'decimal-prefixed', decimalPrefixed(), bytes),
  ...streaming(symmetric('framing', 'until close', untilClose(), [bytes[0] as Uint8Array])),
  ...symmetric('framing', 'typed', typed({ 1: 0, 2: 4 }), [Uint8Array.of(1), Uint8Array.of(2, 0, 1, 2, 3)]),
  ...symmetric(
    'framing',
    'event stream',
    eventStream(),
    [{ type: 'x', data: 'a\nb', id: '1' }],
    [latin1(': hello\ndata: a\ndata\nid: 1\nevent: x\nretry: 10\n\ndata:b\r\n\r\n')],
  ),
  subject({
    family: 'json-rpc',
    name: 'json-rpc in lines',
    role: 'server',
    protocol: lines({ replies: jsonRpcReplies }),
    corpus: [
      latin1(
        '{"jsonrpc":"2.0","id":1,"method":"m","params":[1]}\n{"jsonrpc":"2.0","method":"n"}\n[{"jsonrpc":"2.0","id":"a","method":"m"},1]\n',
      ),
    ],
    reply: jsonRpcAnswer,
  }),
  subject({
    family: 'json-rpc',
    name: 'json-rpc in lines',
    role: 'client',
    protocol: lines({ replies: jsonRpcReplies }),
    corpus: [
      latin1(
        '{"jsonrpc":"2.0","id":1,"result":[1]}\n{"jsonrpc":"2.0","method":"n"}\n{"jsonrpc":"2.0","id":null,"error":{}}\n',
      ),
    ],
    requests: ['{"jsonrpc":"2.0","id":1,"method":"m"}'],
  }),
  subject({
    family: 'json-rpc',
    name: 'json-rpc in json-header',
    role: 'client',
    protocol: jsonHeader({ replies: jsonRpcReplies }),
    corpus: [
      encoded(jsonHeader(), 'client', [
        json({ jsonrpc: '2.0', id: 'a', result: { ä: 1 } }),
        json({ jsonrpc: '2.0', method: 'n' }),
        json([{ jsonrpc: '2.0', id: null, error: {} }]),
      ]),
    ],
    requests: [json({ jsonrpc: '2.0', id: 'a', method: 'm' })],
  }),
  subject({
    family: 'resp',
    name: 'resp',
    role: 'server',
    protocol: respServer(),
    corpus: [
      '*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n*1\r\n$4\r\nPING\r\n',
      'PING\r\nset a "b c"\r\n',
      '*3\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$0\r\n\r\n*0\r\n',
    ].map(latin1),
    reply: () => 'OK',
  }),
  subject({
    family: 'resp',
    name: 'resp',
    role: 'client',
    protocol: respClient(),
    corpus: RESP_REPLIES,
    requests: [['PING'], ['GET', 'a']],
  }),
  subject({
    family: 'resp',
    name: 'resp 3',
    role: 'client',
    protocol: respClient({ version: 3 }),
    corpus: RESP_REPLIES.map((replies) =>
      joined(latin1('%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n'), replies),
    ),
    requests: [['PING'], ['SUBSCRIBE', 'c']],
  }),
  subject({
    family: 'memcached',
    name: 'memcached',
    role: 'server',
    protocol: memcached.server(),
    corpus: [
      latin1('set k 1 0 5\r\nhello\r\nget k\r\ngets k l\r\nincr k 1\r\ndelete k noreply\r\nversion\r\nquit\r\n'),
      latin1(
        'cas k 0 0 1 7\r\nx\r\ntouch k 1\r\ngat 1 k\r\nflush_all 0\r\nverbosity 1\r\nstats\r\nmg k v t\r\nms k 2 c\r\nhi\r\nmn\r\n',
      ),
      joined(
        packet(0x80, 0x01, [0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 3]),
        packet(0x80, 0x00, [], []),
        packet(0x80, 0x0a, [], [], false),
      ),
      joined(packet(0x80, 0x05, new Array(20).fill(0), []), packet(0x80, 0x07, [], [], false)),
    ],
  }),
  subject({
    family: 'memcached',
    name: 'memcached text',
    role: 'client',
    protocol: memcached.client(),
    corpus: [
      latin1('STORED\r\nVALUE k 1 5 7\r\nhello\r\nEND\r\nVERSION 1.6\r\n'),
      latin1('ERROR\r\nCLIENT_ERROR x\r\n12\r\nSTAT a b\r\nEND\r\nHD\r\nVA 2 c1\r\nhi\r\n'),
    ],
    requests: [set('k', encodeUtf8('hello'), { flags: 1 })],
  }),
  subject({
    family: 'memcached',
    name: 'memcached binary',
    role: 'client',
    protocol: memcached.client({ speaks: 'binary' }),
    corpus: [1, 2].map((opaque) => {
      const stored = packet(0x81, 0x01, [], [], false);
      stored[15] = opaque;
      return joined(stored, packet(0x81, 0x00, [0, 0, 0, 1], [1, 2, 3], false), packet(0x81, 0x0b, [], [49], false));
    }),
    requests: [set('k', encodeUtf8('hello'), { flags: 1 })],
  }),
  subject({
    family: 'modbus',
    name: 'modbus',
    role: 'server',
    protocol: modbusServer(),
    corpus: [encoded(modbusClient(), 'client', [ask, write]), Uint8Array.of(0, 1, 0, 0, 0, 6, 9, 1, 0, 0, 7, 0xd1)],
    reply: (request) => responseTo(request as TaggedRequest, { exception: 'illegal-function' }),
  }),
  subject({
    family: 'modbus',
    name: 'modbus',
    role: 'client',
    protocol: modbusClient(),
    corpus: [
      encoded(modbusServer(), 'server', [responseTo(ask, { values: [0x022b, 0, 0x64] }), responseTo(write)]),
      Uint8Array.of(0, 0, 0, 0, 0, 3, 1, 0x83, 2),
    ],
    requests: [ask, write],
  }),
  subject({
    family: 'proxy',
    name: 'lines behind a proxy',
    role: 'server',
    protocol: proxied(lines(), { trusted: () => true }),
    corpus: [
      latin1('PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\nhello\n'),
      latin1('PROXY UNKNOWN ffff::1 whatever\r\nhello\n'),
      joined(
        encodeProxyHeader({
          source: { kind: 'ip', host: '192.0.2.1', port: 1, family: 4 },
          destination: { kind: 'ip', host: '192.0.2.2', port: 2, family: 4 },
        } as never),
        latin1('a\n'),
      ),
      joined(
        latin1('\r\n\r\n\0\r\nQUIT\n'),
        Uint8Array.of(0x21, 0x11, 0, 19, 1, 2, 3, 4, 5, 6, 7, 8, 0, 80, 1, 187, 4, 0, 4, 1, 2, 3, 4),
        latin1('b\n'),
      ),
    ],
    reply: echo,
  }),
  subject({
    family: 'websocket',
    name: 'websocket',
    role: 'server',
    protocol: webSocket.server({ compression }),
    corpus: [
      joined(upgrade(), fromClient),
      joined(upgrade(DEFLATE), special(true)),
      upgrade('Sec-WebSocket-Protocol: a, b\r\nOrigin: http://x\r\n'),
    ],
    reply: echo,
  }),
  subject({
    family: 'websocket',
    name: 'websocket',
    role: 'client',
    protocol: webSocket.client({ compression, url: 'ws://example.com/chat', random: zeros }),
    corpus: [
      joined(upgraded(), fromServer),
      joined(upgraded(DEFLATE), special(false)),
      latin1('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'),
    ],
  }),
  subject({
    family: 'websocket',
    name: 'websocket frames',
    role: 'server',
    protocol: frames({ role: 'server' }),
    corpus: [fromClient, special(true)],
    reply: echo,
  }),
  subject({
    family: 'websocket',
    name: 'websocket frames',
    role: 'client',
    protocol: frames({ role: 'client', random: zeros }),
    corpus: [fromServer, special(false)],
  }),
  subject({
    family: 'smtp',
    name: 'smtp opening',
    role: 'client',
    protocol: smtpClient({ name: 'here.test', tls: 'none' }),
    corpus: [
      latin1(
        '220-mail.test\r\n220 hello\r\n250-mail.test\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250 PIPELINING\r\n',
      ),
      latin1('220 hello\r\n502 5.5.1 what?\r\n250 mail.test\r\n'),
      latin1('554 5.3.2 not now\r\n'),
    ],
  }),
  ...[true, false].map((pipelining) =>
    subject({
      family: 'smtp',
      name: pipelining ? 'smtp, pipelined' : 'smtp',
      role: 'client',
      protocol: smtpClient({ name: 'here.test', tls: 'none' }),
      before: latin1(`220 hello\r\n250-mail.test\r\n250 ${pipelining ? 'PIPELINING' : 'SIZE 1000'}\r\n`),
      corpus: [
        latin1(
          '250 ok\r\n250-2.1.5 yes\r\n250 2.1.5 yes\r\n550 no\r\n354 go on\r\n250 2.0.0 taken\r\n235 2.7.0 you are\r\n252 perhaps\r\n221 bye\r\n',
        ),
        latin1(
          '250 ok\r\n250 ok\r\n250 ok\r\n503 first MAIL\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n535 5.7.8 no\r\n500 what?\r\n221 bye\r\n',
        ),
        latin1('421 4.3.2 closing\r\n'),
      ],
      requests: [
        mail('a@b.test'),
        rcpt('c@d.test'),
        rcpt('e@f.test'),
        data('one\n.two\n'),
        authLogin('me', 'secret'),
        other('VRFY me'),
        quit(),
      ],
    }),
  ),
];
