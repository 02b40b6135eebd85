import {
  type AnyProtocol,
  defineProtocol,
  encodeUtf8,
  type HalfInput,
  type Protocol,
  type ReadEvent,
  type Role,
  streamRemainder,
} from '@wirechart/core';
import { assertChunkInvariant, type Corpus, checkChunkInvariance, formatReport, type Input } from '@wirechart/fuzz';
import { type ProtocolSubjectOptions, protocolSubject } from '@wirechart/fuzz/wirechart';
import {
  decimalPrefixed,
  delimited,
  fixedLength,
  lengthPrefixed,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '@wirechart/protocols/framing';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { get, memcached } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer } from '@wirechart/protocols/modbus';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { smtpClient } from '@wirechart/protocols/smtp';
import { webSocket } from '@wirechart/protocols/websocket';
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { load } from '../../core/test/kit/load.js';

const header = '{"byteorder":"little","content-type":"text/json","content-encoding":"utf-8","content-length":17}';
const jsonFrame = Buffer.concat([Buffer.from([0, header.length]), Buffer.from(`${header}{"text":"ä😀"}`)]);

// biome-ignore lint/suspicious/noExplicitAny: one list of protocols with messages of any type
type Options = ProtocolSubjectOptions<any, any>;

/** Both sides speak alike. */
const alike: readonly [name: string, protocol: AnyProtocol, corpus: Corpus, options?: Options][] = [
  ['json-header', jsonHeader(), { two: Buffer.concat([jsonFrame, jsonFrame]) }],
  ['raw', raw(), ['any bytes'], { pieces: true }],
  ['fixed length', fixedLength(3), ['abcdef']],
  ['delimited', delimited('\r\n'), ['a\r\n\r\n\rb\n\r\n', 'no end']],
  ['length-prefixed', lengthPrefixed({ width: 2 }), ['\0\x03abc\0\0\0\x01d', '\0\x03ab']],
  ['varint-prefixed', varintPrefixed(), { two: Buffer.from([0x83, 0x00, 97, 98, 99, 1, 100]) }],
  ['decimal-prefixed', decimalPrefixed(), ['3\nabc0\n1\nd', '3x']],
  ['netstring', netstring(), ['3:abc,0:,1:d,', '3:abcd']],
  ['typed', typed({ 1: 0, 2: 3 }), ['\x01\x02abc\x01', '\x01\x03']],
  ['until close', untilClose(), ['all of it']],
];

const upgrade =
  'GET /chat HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
// Masked with zeros: a text in two fragments, a ping between them, a close.
const maskedFrames = Buffer.from('018400000000c3a4f09f898000000000808200000000988088820000000003e8', 'hex');

const unalike: readonly [name: string, role: Role, protocol: AnyProtocol, corpus: Corpus, options?: Options][] = [
  [
    'memcached',
    'server',
    memcached.server(),
    ['set k 0 0 3\r\na\r\n\r\nget k other\r\nversion\r\n', 'get \r\nquit\r\n'],
  ],
  ['memcached', 'client', memcached.client(), ['VALUE k 0 3\r\na\r\n\r\nEND\r\n'], { sends: [get('k')] }],
  ['resp', 'server', respServer(), ['*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n', 'PING inline\r\n*1\r\n$x']],
  ['resp', 'client', respClient(), ['*3\r\n:1\r\n$-1\r\n$2\r\n\r\n\r\n', '+OK\r\n'], { sends: [['GET', 'k']] }],
  ['PROXY', 'server', proxied(netstring(), { trusted: () => true }), ['PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n3:abc,']],
  ['PROXY', 'client', withProxyHeader(netstring(), {}), ['3:abc,0:,']],
  [
    'SMTP',
    'client',
    smtpClient({ name: 'a', tls: 'none' }),
    ['220 x\r\n250-x\r\n250 PIPELINING\r\n250 ok\r\n421-bye\r\n421 bye\r\n', '220-x\r\n220 x\r\n500\r\n250 x\r\n'],
  ],
  [
    'Modbus',
    'client',
    modbusClient(),
    [Buffer.from('00000000000501030200010001000000050103020005', 'hex')],
    { sends: [{ function: 'read-holding-registers', unit: 1, address: 0, quantity: 1 }] },
  ],
  ['Modbus', 'server', modbusServer(), [Buffer.from('00010000000601030000000a000200000006010100000001', 'hex')]],
  ['WebSocket', 'server', webSocket.server(), [Buffer.concat([Buffer.from(upgrade), maskedFrames])]],
];

// On XState's interpreter each run takes many times as long: there, no variants.
const search = { pacings: ['burst'], mutations: load(20), variants: load(10) > 1 } as const;

describe.each(['client', 'server'] satisfies Role[])('shipped protocols are chunk-invariant: %s', (role) => {
  test.each(alike)('%s', async (_name, protocol, corpus, options) => {
    const answered = { ...options, ...(role === 'server' ? { replies: (message: unknown) => [message] } : {}) };
    await assertChunkInvariant(protocolSubject(protocol, role, answered), { corpus, ...search });
  });
});

describe('shipped protocols are chunk-invariant: where the sides differ', () => {
  test.each(unalike)('%s, %s', { timeout: 30_000 }, async (_name, role, protocol, corpus, options) => {
    await assertChunkInvariant(protocolSubject(protocol, role, options), { corpus, ...search });
  });
});

describe('what the adapter shows', () => {
  test('a message that depends on chunks is found', async () => {
    const report = await check(chunkCounter(), ['abc']);
    expect(report.findings.map(({ class: found }) => found)).toContain('messages');
  });

  test('a reply that depends on chunks is found, where the messages do not', async () => {
    const report = await check(raw(), ['abc'], {
      pieces: true,
      replies: (message: Uint8Array) => [Uint8Array.of(message.length)],
    });
    expect(report.findings.map(({ class: found }) => found)).toContain('messages');
    expect(formatReport(report)).toContain('sent');
  });

  test('a remote error is the verdict, by its code', async () => {
    const verdicts: string[] = [];
    const subject = protocolSubject(netstring(), 'server');
    const parser = await subject.open({
      message: () => undefined,
      error: (error) => verdicts.push((error as { code: string }).code),
    });
    await parser.write(Buffer.from('3:abcd'));
    expect(verdicts).toEqual(['terminator-missing']);
  });

  test('a client sends what it was given, before anything arrives', async () => {
    const sent: string[] = [];
    await protocolSubject(netstring(), 'client', { sends: [encodeUtf8('abc')] }).open({
      message: (seen) => sent.push(seen.type === 'sent' ? `${Buffer.from(seen.data)}` : seen.type),
      error: () => sent.push('error'),
    });
    expect(sent.join('')).toBe('3:abc,');
  });
});

function check(protocol: AnyProtocol, corpus: readonly Input[], options: Options = {}) {
  return checkChunkInvariance(protocolSubject(protocol, 'server', options), { corpus, mutations: 0, shrinkTime: 500 });
}

/** At fault on purpose: its messages are what one read brought. */
function chunkCounter(): Protocol<number, number> {
  const read = setup({
    types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
  }).createMachine({
    context: ({ input }) => input,
    initial: 'streaming',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      streaming: {
        meta: { need: streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.bytes().length }) }) },
        on: { eof: 'closed' },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<number, number>({ name: 'chunk counter', read, encode: () => undefined });
}
