/** What a client asks, and what it makes of the answer. */

import { connect } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import { UpgradeRefused, upgradeOf, type WebSocketClientOptions, webSocket } from '../../src/websocket/index.js';
import { FIXED_KEY, fixed, framesOf, fromServer, head, response, SAMPLE_KEY } from './support/wire.js';

const open = (options: Partial<WebSocketClientOptions> = {}) =>
  new Harness(webSocket.client({ url: 'ws://example.com:8080/chat?room=1', random: fixed, ...options }), {
    role: 'client',
  });

function started(options?: Partial<WebSocketClientOptions>) {
  const harness = open(options);
  harness.run();
  return harness;
}

test('asks first, and speaks frames when it was answered', () => {
  const harness = started({ protocols: ['a', 'b'], fields: [['Origin', 'https://example.com']] });
  expect(harness.output.toString()).toBe(
    [
      'GET /chat?room=1 HTTP/1.1',
      'Host: example.com:8080',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${FIXED_KEY}`,
      'Sec-WebSocket-Protocol: a, b',
      'Origin: https://example.com',
      '\r\n',
    ].join('\r\n'),
  );
  harness.output = Buffer.alloc(0);
  harness.receive(Buffer.concat([response({ 'Sec-WebSocket-Protocol': 'b' }), fromServer(1, 'right after')]));
  expect(upgradeOf(harness.connection)).toMatchObject({ protocol: 'b', target: '/chat?room=1' });
  expect(harness.messages).toEqual(['right after']);
  harness.send('hello');
  expect(framesOf(harness.output).map(({ payload }) => payload.toString())).toEqual(['hello']);
});

test('each connection has a key of its own', () => {
  let count = 0;
  const protocol = webSocket.client({ url: 'ws://a/', random: (bytes) => bytes.fill(++count) });
  const keys = [1, 2].map(() => {
    const harness = new Harness(protocol, { role: 'client' });
    harness.run();
    return /Key: (.*)\r/.exec(harness.output.toString())?.[1];
  });
  expect(new Set(keys).size).toBe(2);
});

test('a response before the one that counts is overlooked', () => {
  const harness = started().receive(head('HTTP/1.1 103 Early Hints', 'Link: <x>'), response(), fromServer(1, 'a'));
  expect(harness.messages).toEqual(['a']);
});

test('a refusal tells its status and fields', () => {
  const refusal = head('HTTP/1.1 401 Unauthorized', 'WWW-Authenticate: Basic', 'Content-Length: 2');
  const harness = started().receive(refusal, 'no');
  const failure = harness.connection.failure as UpgradeRefused;
  expect(failure).toBeInstanceOf(UpgradeRefused);
  expect([failure.code, failure.status, failure.fields.get('www-authenticate')]).toEqual([
    'upgrade-refused',
    401,
    ['Basic'],
  ]);
  expect(failure.message).toBe('the upgrade was refused: 401 Unauthorized');
  expect([failure.body, failure.location]).toEqual(['no', undefined]);
});

describe('a refusal keeps its status, fields and body', () => {
  const long = 'x'.repeat(70_000);
  test.each<[string, Uint8Array | string, boolean, number, string]>([
    ['of HTTP/1.0, to the end', 'HTTP/1.0 404 Not Found\r\nServer: old\r\n\r\nnot here', true, 404, 'not here'],
    [
      'of HTTP/2, as a proxy writes it',
      'HTTP/2 502 Bad Gateway\r\nServer: old\r\nContent-Length: 3\r\n\r\nbad',
      false,
      502,
      'bad',
    ],
    ['without a reason', 'HTTP/1.1 503\r\nServer: old\r\nContent-Length: 0\r\n\r\n', false, 503, ''],
    ['without a body', 'HTTP/1.1 403 Forbidden\r\nServer: old\r\n\r\n', false, 403, ''],
    ['that closes', 'HTTP/1.1 403 Forbidden\r\nServer: old\r\nConnection: close\r\n\r\ngo away', true, 403, 'go away'],
    [
      'in chunks',
      'HTTP/1.1 500 No\r\nServer: old\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n',
      false,
      500,
      'abcde',
    ],
    ['that breaks off', 'HTTP/1.1 500 No\r\nServer: old\r\nContent-Length: 9\r\n\r\nhalf', true, 500, 'half'],
    [
      'that is long',
      `HTTP/1.1 500 No\r\nServer: old\r\nContent-Length: 70000\r\n\r\n${long}`,
      false,
      500,
      long.slice(0, 65_536),
    ],
    ['that is endless', `HTTP/1.0 500 No\r\nServer: old\r\n\r\n${long}`, false, 500, long.slice(0, 65_536)],
  ])('%s', (_, bytes, ends, status, body) => {
    for (const size of [1, 7, 100_000]) {
      const harness = started({ limits: { lingerBytes: 1e6 } });
      const input = Buffer.from(bytes);
      for (let at = 0; at < input.length && harness.failure === undefined; at += size)
        harness.receive(input.subarray(at, at + size));
      if (ends) harness.eof();
      const failure = harness.connection.failure as UpgradeRefused;
      expect(failure).toBeInstanceOf(UpgradeRefused);
      expect([failure.blame, failure.status, failure.fields.get('server'), failure.body]).toEqual([
        'remote',
        status,
        ['old'],
        body,
      ]);
    }
  });

  test('whose body does not come, for as long as a header may take', () => {
    const harness = started({ timeouts: { header: 100 } })
      .receive(head('HTTP/1.1 500 No', 'Content-Length: 9'), 'half')
      .advance(99);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.connection.failure).toMatchObject({ code: 'upgrade-refused', body: 'half' });
  });

  test('where it leads elsewhere: that is told, and not followed', () => {
    const harness = started().receive(
      head('HTTP/1.1 302 Found', 'Location: wss://other.example/', 'Content-Length: 0'),
    );
    expect(harness.connection.failure).toMatchObject({ status: 302, location: 'wss://other.example/' });
  });
});

test('a URL of wss: is opened over TLS or not at all', async () => {
  const network = simulatedNetwork({ seed: 1 });
  let heard = 0;
  await network
    .endpoint('server')
    .listen((transport) => transport.start({ data: () => void heard++, end() {}, drain() {}, error() {}, close() {} }));
  const protocol = webSocket.client({ url: 'wss://example.com/', random: fixed });
  await expect(connect(protocol, network.endpoint('server'))).rejects.toMatchObject({
    blame: 'local',
    code: 'not-secured',
  });
  await network.runUntilIdle();
  expect(heard).toBe(0);
});

describe('an answer that is none', () => {
  test.each<[string, string, Uint8Array]>([
    ['of another key', 'upgrade-accept', response({ 'Sec-WebSocket-Accept': SAMPLE_KEY })],
    ['without a proof', 'upgrade-accept', response({ 'Sec-WebSocket-Accept': undefined })],
    ['without Upgrade', 'upgrade-missing', response({ Upgrade: undefined })],
    ['without Connection', 'upgrade-missing', response({ Connection: 'close' })],
    ['with a subprotocol', 'upgrade-not-offered', response({ 'Sec-WebSocket-Protocol': 'a' })],
    ['with an extension', 'upgrade-not-offered', response({ 'Sec-WebSocket-Extensions': 'permessage-deflate' })],
    ['of HTTP/1.0', 'http-malformed', response({}, 'HTTP/1.0 101 Switching')],
    ['that is no HTTP', 'http-malformed', Buffer.from('SSH-2.0\r\n\r\n')],
    ['that is too long', 'frame-too-long', response({ 'X-Long': 'x'.repeat(17 * 1024) })],
  ])('%s: %s', (_, code, bytes) => {
    const harness = started().receive(Buffer.concat([bytes, fromServer(1, 'not a message')]));
    expect(harness.failure).toMatchObject({ blame: 'remote', code, state: 'awaiting-response' });
    expect([harness.messages, harness.outputEnd]).toEqual([[], 'end']);
  });

  test.each([
    'permessage-deflate; server_max_window_bits=12; client_no_context_takeover=1',
    'permessage-deflate; client_max_window_bits',
    'permessage-deflate; client_max_window_bits=16',
    'permessage-deflate; server_max_window_bits=7',
    'permessage-deflate; server_max_window_bits',
    'permessage-deflate; mode=fast',
    'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
    'permessage-deflate, permessage-deflate',
    'x-other',
  ])('with other compression than was offered: %s', (extensions) => {
    const harness = started({ compression: permessageDeflate() });
    harness.receive(response({ 'Sec-WebSocket-Extensions': extensions }));
    expect(harness.failure).toMatchObject({ code: 'upgrade-not-offered' });
  });

  test('an extension that is not as the grammar has it', () => {
    const harness = started({ compression: permessageDeflate() });
    harness.receive(response({ 'Sec-WebSocket-Extensions': 'a;;b' }));
    expect(harness.failure).toMatchObject({ code: 'upgrade-field' });
  });

  test('none at all: the end is too early', () => {
    expect(started().eof().failure).toMatchObject({ code: 'truncated', state: 'awaiting-response' });
  });

  test('too late', () => {
    const harness = started({ timeouts: { header: 100 } }).advance(101);
    expect(harness.failure).toMatchObject({ code: 'timeout-header' });
  });
});

test.each(['http://a/', 'a/b', ''])('%j is no URL of a WebSocket', (url) => {
  expect(() => webSocket.client({ url, random: fixed })).toThrow(TypeError);
});

test('a field that would break the head cannot be sent', () => {
  const harness = open({ fields: [['X', 'a\r\nY: b']] });
  harness.run();
  expect(harness.output.length).toBe(0);
  expect(harness.failure).toMatchObject({ blame: 'local', code: 'encode-failed' });
});
