import {
  type AnyProtocol,
  defineProtocol,
  encodeUtf8,
  type HalfInput,
  type ReadEvent,
  type ReadMachine,
  type Role,
  streamRemainder,
} from '@wirechart/core';
import { assertChunkInvariant, type Input } from '@wirechart/fuzz';
import { type ExploreOptions, exploreProtocol, facingSubject } from '@wirechart/fuzz/wirechart';
import {
  decimalPrefixed,
  delimited,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '@wirechart/protocols/framing';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { get, memcached } from '@wirechart/protocols/memcached';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw, tunnel } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { webSocket } from '@wirechart/protocols/websocket';
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';

// biome-ignore lint/suspicious/noExplicitAny: one list of protocols with messages of any type
type Options = Partial<ExploreOptions<any, any>>;
type Row = readonly [name: string, role: Role, protocol: AnyProtocol, inputs: readonly Input[], options?: Options];

const headerText = '{"byteorder":"big","content-type":"text/json","content-encoding":"utf-8","content-length":2}';
const upgrade =
  'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const bytes = encodeUtf8('ab');
const back = (message: unknown) => [message];

const both = (name: string, protocol: AnyProtocol, inputs: readonly Input[], options: Options = {}): Row[] => [
  [name, 'server', protocol, inputs, { replies: back, ...options }],
  [name, 'client', protocol, inputs, options],
];

const shipped: Row[] = [
  ...both('json-header', jsonHeader(), [
    Buffer.concat([Buffer.from([0, headerText.length]), Buffer.from(`${headerText}{}`)]),
  ]),
  ...both('raw', raw(), ['abcd'], { pieces: true, sends: [bytes] }),
  ...both('tunnel', tunnel(), ['abc'], { pieces: true, sends: [bytes] }),
  ...both('lines', lines(), ['a\r\n\r\nb'], { sends: ['x'] }),
  ...both('fixed length', fixedLength(2), ['abcd', 'abc'], { sends: [bytes] }),
  ...both('delimited', delimited('\r\n'), ['a\r\n\rb\r\n'], { sends: [bytes] }),
  ...both('length-prefixed', lengthPrefixed({ width: 2 }), ['\0\x01a\0\0'], { sends: [bytes] }),
  ...both('varint-prefixed', varintPrefixed(), [Buffer.from([0x82, 0, 97, 98, 0])], { sends: [bytes] }),
  ...both('decimal-prefixed', decimalPrefixed(), ['1\na0\n', 'x'], { sends: [bytes] }),
  ...both('netstring', netstring(), ['1:a,0:,', '1:ab'], { sends: [bytes] }),
  ...both('typed', typed({ 1: 0, 2: 2 }), ['\x01\x02ab\x01', '\x03']),
  ...both('until close', untilClose(), ['abc']),
  ['memcached', 'server', memcached.server(), ['get k\r\nset k 0 0 1\r\na\r\n']],
  ['memcached', 'client', memcached.client(), ['VALUE k 0 1\r\na\r\nEND\r\n'], { sends: [get('k')] }],
  ['resp', 'server', respServer(), ['*1\r\n$1\r\nx\r\nPING\r\n']],
  ['resp', 'client', respClient(), ['*2\r\n:1\r\n$1\r\na\r\n'], { sends: [['PING']] }],
  ['PROXY', 'server', proxied(netstring(), { trusted: () => true }), ['PROXY UNKNOWN\r\n1:a,'], { replies: back }],
  ['PROXY', 'client', withProxyHeader(netstring(), {}), ['1:a,'], { sends: [bytes] }],
  [
    'WebSocket',
    'server',
    webSocket.server(),
    [
      Buffer.concat([
        Buffer.from(upgrade),
        Buffer.from('81810000000061898000000000888200000000 03e8'.replace(' ', ''), 'hex'),
      ]),
    ],
  ],
];

describe('in every state that a connection reaches, all laws hold', () => {
  const rows = shipped.map(([name, role, protocol, inputs, options]) => ({ name, role, protocol, inputs, options }));

  test.each(rows)('$name, $role', { timeout: 120_000 }, ({ name, role, protocol, inputs, options }) => {
    const result = exploreProtocol(protocol, role, { inputs, states: 700, depth: 9, ...options });
    expect(result.violations.map(({ law, moves, what }) => `${law}: ${moves.join(', ')}\n${what}`)).toEqual([]);
    expect(result.states, name).toBeGreaterThanOrEqual(result.exhausted ? 250 : 700);
  });
});

test('where there is little room, no more is read than the state needs', () => {
  const limits = { bufferedBytes: 2 };
  const { violations, chart } = exploreProtocol(lines(), 'server', { inputs: ['a\r\nb\r\nc\r\n'], limits, depth: 7 });
  expect(violations.map(({ law, moves }) => `${law}: ${moves.join(', ')}`)).toEqual([]);
  // It needs nothing there, and what has come meanwhile fills the room.
  expect(chart).toContain('read responding');
});

describe('the exploration finds', () => {
  const states = {
    closed: { type: 'final' },
    failed: { type: 'final' },
  } as const;
  const machine = (streaming: object) =>
    setup({
      types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
    }).createMachine({
      context: ({ input }) => input,
      initial: 'streaming',
      on: { malformed: '.failed', reset: '.failed' },
      states: { streaming, ...states } as never,
    }) as unknown as ReadMachine<number, number>;
  const laws = (read: ReturnType<typeof machine>) => {
    const protocol = defineProtocol<number, number>({ name: 'planted', read, encode: () => undefined });
    const { violations } = exploreProtocol(protocol, 'client', { inputs: ['abc'], depth: 5 });
    return new Set(violations.map(({ law }) => law));
  };
  const lengths = (result: (bytes: Uint8Array) => number) =>
    streamRemainder({ piece: (frame) => ({ type: 'message', message: result(frame.bytes()) }) });

  test('messages that depend on chunks', () => {
    const need = lengths((chunk) => chunk.length);
    expect(laws(machine({ meta: { need }, on: { eof: 'closed' } }))).toContain('chunk invariance');
  });

  test('what is not the same twice', () => {
    let count = 0;
    const need = lengths(() => ++count);
    expect(laws(machine({ meta: { need }, on: { eof: 'closed' } }))).toContain('same moves, same trace');
  });

  test('chunks that are written into', () => {
    const need = lengths((chunk) => chunk.fill(0).length);
    expect(laws(machine({ meta: { need }, on: { eof: 'closed' } }))).toContain('bytes are safe');
  });
});

describe('client and server face each other, cut everywhere on both sides', () => {
  const cuts = { mutations: 0, variants: false, faults: [], budget: 20_000, unfinished: 'fail' } as const;
  const all: readonly [
    name: string,
    client: AnyProtocol,
    server: AnyProtocol,
    requests: readonly unknown[],
    replies: (message: never) => readonly unknown[],
  ][] = [
    ['json-header', jsonHeader(), jsonHeader(), [json({ a: 1 }), json({ b: 'ä😀' })], (message) => [message]],
    ['netstring', netstring(), netstring(), [bytes, encodeUtf8('')], (message) => [message, message]],
    ['resp', respClient(), respServer(), [['GET', 'k'], ['PING']], () => ['OK']],
    [
      'PROXY, then netstring',
      withProxyHeader(netstring(), {}),
      proxied(netstring(), { trusted: () => true }),
      [bytes],
      (message) => [message],
    ],
  ];

  test.each(all)('%s', { timeout: 60_000 }, async (_name, client, server, requests, replies) => {
    const { subject, corpus } = facingSubject(client, server, { requests, replies });
    const report = await assertChunkInvariant(subject, { corpus, ...cuts });
    expect(report.findings.filter(({ fails }) => fails)).toEqual([]);
    expect(corpus[0]?.length).toBeGreaterThan(8);
  });

  test('a side that answers by what one read brought is found', async () => {
    const { subject, corpus } = facingSubject(raw(), raw(), {
      requests: [encodeUtf8('abcd')],
      replies: (message: Uint8Array) => [Uint8Array.of(message.length)],
    });
    await expect(assertChunkInvariant(subject, { corpus, ...cuts })).rejects.toThrow('messages');
  });
});
